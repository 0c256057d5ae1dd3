"""Health: peers (warehouses first), whom we talk to beside shops, in every record of calls."""

from alembic import op

revision = "0031_health_peers"
down_revision = "0030_stock_drift"
branch_labels = None
depends_on = None

KEYS = {
    "call_minutes": ("minute, shop_id", "method, direction, app_key"),
    "health_connections": ("shop_id", "method, direction"),
}


def upgrade() -> None:
    op.execute("""
    CREATE TABLE health_peers (
        peer text PRIMARY KEY CHECK (peer ~ '^[a-z]+:.+$'),
        name text NOT NULL,
        shop_ids integer[] NOT NULL
    );
    INSERT INTO health_peers SELECT 'warehouse:' || id, name, shop_ids FROM warehouses;
    ALTER TABLE api_calls ADD COLUMN peer text NOT NULL DEFAULT '';
    ALTER TABLE incidents ADD COLUMN peer text NOT NULL DEFAULT '',
        ADD COLUMN peer_name text NOT NULL DEFAULT '';
    CREATE INDEX delivery_orders_waiting ON delivery_orders (warehouse_id, shop_id)
        WHERE state IN ('sending', 'cancelling');
    """)
    for table, (before, after) in KEYS.items():
        op.execute(f"""
        ALTER TABLE {table} ADD COLUMN peer text NOT NULL DEFAULT '',
            DROP CONSTRAINT {table}_pkey, ADD PRIMARY KEY ({before}, peer, {after})
        """)


def downgrade() -> None:
    for table, (before, after) in KEYS.items():
        op.execute(f"""
        DELETE FROM {table} WHERE peer <> '';
        ALTER TABLE {table} DROP CONSTRAINT {table}_pkey, DROP COLUMN peer,
            ADD PRIMARY KEY ({before}, {after})
        """)
    op.execute("""
    DELETE FROM api_calls WHERE peer <> '';
    DELETE FROM incidents WHERE peer <> '';
    DROP INDEX delivery_orders_waiting;
    ALTER TABLE incidents DROP COLUMN peer, DROP COLUMN peer_name;
    ALTER TABLE api_calls DROP COLUMN peer;
    DROP TABLE health_peers;
    """)
