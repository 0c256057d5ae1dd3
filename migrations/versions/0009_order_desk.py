"""Tables of order_desk."""

from alembic import op

revision = "0009_order_desk"
down_revision = "0008_health"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SELECT 1")


def downgrade() -> None:
    op.execute("SELECT 1")
