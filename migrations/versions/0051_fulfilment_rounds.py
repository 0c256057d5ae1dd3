"""Rounds that look for disagreements go through all that is open, whatever is over by now."""

from alembic import op

revision = "0051_fulfilment_rounds"
down_revision = "0050_fulfilment_told_with_scan"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    ALTER TABLE delivery_orders ADD COLUMN agreed_at timestamptz;
    DROP INDEX delivery_orders_open;
    CREATE INDEX delivery_orders_open ON delivery_orders (order_id)
        WHERE state = 'accepted' AND agreed_at IS NULL;
    DROP INDEX packages_unagreed;
    CREATE INDEX packages_unagreed ON packages (id) WHERE agreed_at IS NULL;
    """)


def downgrade() -> None:
    op.execute("""
    DROP INDEX packages_unagreed;
    CREATE INDEX packages_unagreed ON packages (shipped_at) WHERE agreed_at IS NULL;
    DROP INDEX delivery_orders_open;
    ALTER TABLE delivery_orders DROP COLUMN agreed_at;
    CREATE INDEX delivery_orders_open ON delivery_orders (changed_at) WHERE state = 'accepted';
    """)
