"""Tables of rules."""

from alembic import op

revision = "0005_rules"
down_revision = "0004_channels"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SELECT 1")


def downgrade() -> None:
    op.execute("SELECT 1")
