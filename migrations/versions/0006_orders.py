"""Tables of orders."""

from alembic import op

revision = "0006_orders"
down_revision = "0005_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SELECT 1")


def downgrade() -> None:
    op.execute("SELECT 1")
