"""Who began to handle a message that is handled alone, and how many processes died of it."""

from alembic import op

revision = "0053_bus_deaths"
down_revision = "0052_stock_shares"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    ALTER TABLE bus_messages
        ADD COLUMN taken_by text,
        ADD COLUMN deaths smallint NOT NULL DEFAULT 0;
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE bus_messages DROP COLUMN taken_by, DROP COLUMN deaths")
