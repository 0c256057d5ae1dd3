"""Tables of vault."""

from alembic import op

revision = "0003_vault"
down_revision = "0002_access"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SELECT 1")


def downgrade() -> None:
    op.execute("SELECT 1")
