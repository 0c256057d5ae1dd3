"""Tables of health."""

from alembic import op

revision = "0008_health"
down_revision = "0007_sync"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SELECT 1")


def downgrade() -> None:
    op.execute("SELECT 1")
