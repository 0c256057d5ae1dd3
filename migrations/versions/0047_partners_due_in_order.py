"""What is due at an endpoint is read in its order, however much waits."""

from alembic import op

revision = "0047_partners_due_in_order"
down_revision = "0046_stock_unknown_returns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    DROP INDEX partners_deliveries_due;
    CREATE INDEX partners_deliveries_due ON partners_deliveries (endpoint_id, due_at, id)
        WHERE state = 'queued';
    """)


def downgrade() -> None:
    op.execute("""
    DROP INDEX partners_deliveries_due;
    CREATE INDEX partners_deliveries_due ON partners_deliveries (endpoint_id, due_at)
        WHERE state = 'queued';
    """)
