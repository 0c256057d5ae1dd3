"""Shops left out of merging, and how far apart the times to ship by of merged orders may lie."""

from alembic import op

revision = "0042_fulfilment_merging_caps"
down_revision = "0041_orders_recipient_hidden"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    ALTER TABLE warehouses
        ADD COLUMN within_hours smallint NOT NULL DEFAULT 0
            CHECK (within_hours BETWEEN 0 AND 720),
        ADD COLUMN alone_shop_ids integer[] NOT NULL DEFAULT '{}';
    CREATE INDEX delivery_waits_due ON delivery_waits (due_at) WHERE NOT apart;
    """)


def downgrade() -> None:
    op.execute("""
    DROP INDEX delivery_waits_due;
    ALTER TABLE warehouses DROP COLUMN within_hours, DROP COLUMN alone_shop_ids;
    """)
