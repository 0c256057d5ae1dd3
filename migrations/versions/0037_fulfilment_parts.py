"""Split orders: several delivery orders of one order, parcels by part."""

from alembic import op

revision = "0037_fulfilment_parts"
down_revision = "0036_tracking_queries"
branch_labels = None
depends_on = None

STATES = "'sending', 'accepted', 'rejected', 'cancelling', 'cancelled', 'too_late'"


def upgrade() -> None:
    op.execute(f"""
    ALTER TABLE delivery_orders
        ADD COLUMN part smallint NOT NULL DEFAULT 0 CHECK (part >= 0),
        ADD COLUMN lines jsonb,
        ADD CHECK ((part = 0) = (lines IS NULL)),
        DROP CONSTRAINT delivery_orders_pkey,
        DROP CONSTRAINT delivery_orders_number_key,
        DROP CONSTRAINT delivery_orders_state_check,
        ADD PRIMARY KEY (order_id, part),
        ADD CONSTRAINT delivery_orders_state_check CHECK (state IN ('planned', {STATES}));
    CREATE INDEX delivery_orders_number ON delivery_orders (number);
    CREATE UNIQUE INDEX delivery_orders_code ON delivery_orders (asked_as) WHERE asked_as <> '';
    ALTER TABLE packages ADD COLUMN part smallint NOT NULL DEFAULT 0;
    """)


def downgrade() -> None:
    """Of a split order the first part stays, as if it were the whole; the others are lost."""
    op.execute(f"""
    ALTER TABLE packages DROP COLUMN part;
    DELETE FROM delivery_orders WHERE part > 1 OR state = 'planned';
    DROP INDEX delivery_orders_code, delivery_orders_number;
    ALTER TABLE delivery_orders
        DROP CONSTRAINT delivery_orders_pkey,
        DROP CONSTRAINT delivery_orders_state_check,
        DROP COLUMN part,
        DROP COLUMN lines,
        ADD PRIMARY KEY (order_id),
        ADD CONSTRAINT delivery_orders_number_key UNIQUE (number),
        ADD CONSTRAINT delivery_orders_state_check CHECK (state IN ({STATES}));
    """)
