"""Tables of access."""

from alembic import op

revision = "0002_access"
down_revision = "0001_infra"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SELECT 1")


def downgrade() -> None:
    op.execute("SELECT 1")
