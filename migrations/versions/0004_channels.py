"""Tables of channels."""

from alembic import op

revision = "0004_channels"
down_revision = "0003_vault"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SELECT 1")


def downgrade() -> None:
    op.execute("SELECT 1")
