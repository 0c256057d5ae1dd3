"""Returned goods of a SKU that nobody knows are kept, by the code that the warehouse tells."""

from alembic import op

revision = "0046_stock_unknown_returns"
down_revision = "0045_fulfilment_package_lines"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    ALTER TABLE stock_returns ADD COLUMN sku_code text;
    UPDATE stock_returns r SET sku_code = s.code FROM stock_skus s WHERE s.id = r.sku_id;
    ALTER TABLE stock_returns
        DROP CONSTRAINT stock_returns_pkey,
        ADD PRIMARY KEY (warehouse, message, sku_code, inventory_type),
        ALTER COLUMN sku_id DROP NOT NULL;
    CREATE INDEX stock_returns_unknown ON stock_returns (sku_code) WHERE sku_id IS NULL;
    """)


def downgrade() -> None:
    """Goods that a person named keep a key of their own beside others of their SKU and message."""
    op.execute("""
    DELETE FROM stock_returns WHERE sku_id IS NULL;
    UPDATE stock_returns r SET message = r.message || '/' || r.sku_code
        FROM stock_skus s WHERE s.id = r.sku_id AND s.code <> r.sku_code;
    ALTER TABLE stock_returns
        DROP CONSTRAINT stock_returns_pkey,
        ADD PRIMARY KEY (warehouse, message, sku_id, inventory_type),
        DROP COLUMN sku_code;
    """)
