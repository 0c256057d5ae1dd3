"""Orders that travel as one delivery: who leads it, who waits to be merged, and for how long."""

from alembic import op

revision = "0038_fulfilment_merging"
down_revision = "0037_fulfilment_parts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    ALTER TABLE warehouses
        ADD COLUMN gather_minutes smallint NOT NULL DEFAULT 0
            CHECK (gather_minutes BETWEEN 0 AND 240),
        ADD COLUMN merges boolean NOT NULL DEFAULT false;
    ALTER TABLE delivery_orders
        ADD COLUMN lead_id bigint,
        ADD CHECK (lead_id IS NULL OR part = 0);
    CREATE INDEX delivery_orders_lead ON delivery_orders (lead_id) WHERE lead_id IS NOT NULL;
    DROP INDEX delivery_orders_code;
    CREATE UNIQUE INDEX delivery_orders_code ON delivery_orders (asked_as)
        WHERE asked_as <> '' AND coalesce(lead_id, order_id) = order_id;
    CREATE INDEX delivery_orders_asked ON delivery_orders (asked_as) WHERE asked_as <> '';
    CREATE TABLE delivery_waits (
        order_id bigint PRIMARY KEY,
        shop_id integer NOT NULL,
        same bytea NOT NULL,
        apart boolean NOT NULL DEFAULT false,
        due_at timestamptz NOT NULL
    );
    CREATE INDEX delivery_waits_same ON delivery_waits (same);
    """)


def downgrade() -> None:
    op.execute("""
    DROP TABLE delivery_waits;
    DELETE FROM delivery_orders WHERE lead_id IS NOT NULL AND state = 'planned';
    UPDATE delivery_orders SET asked_as = '' WHERE lead_id <> order_id;
    DROP INDEX delivery_orders_code, delivery_orders_asked;
    CREATE UNIQUE INDEX delivery_orders_code ON delivery_orders (asked_as) WHERE asked_as <> '';
    ALTER TABLE delivery_orders DROP COLUMN lead_id;
    ALTER TABLE warehouses DROP COLUMN gather_minutes, DROP COLUMN merges;
    """)
