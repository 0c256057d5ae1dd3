"""Returned goods can be listed: an id to page by, and whose they are (no shop: nobody knows)."""

from alembic import op

revision = "0043_stock_returns_listed"
down_revision = "0042_fulfilment_merging_caps"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    ALTER TABLE stock_returns
        ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        ADD COLUMN shop_id integer;
    UPDATE stock_returns r SET shop_id = o.shop_id FROM orders o
        WHERE r.number <> '' AND o.number = r.number;
    CREATE INDEX stock_returns_shop ON stock_returns (shop_id, id);
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE stock_returns DROP COLUMN id, DROP COLUMN shop_id")
