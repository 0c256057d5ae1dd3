"""Lines that their channel closed, and what warehouses were told of whole orders."""

from alembic import op

revision = "0044_orders_closed_lines"
down_revision = "0043_stock_returns_listed"
branch_labels = None
depends_on = None

KINDS = (
    "'bad_address','no_stock','unknown_goods','amount_mismatch','risk','refund_open','manual',"
    "'unknown_status','address_changed','parcel_trouble','split_stale','recipient_hidden'"
)


def upgrade() -> None:
    """What a warehouse has by now it was told in full: closed lines were not known."""
    op.execute("""
    ALTER TABLE order_lines ADD COLUMN closed boolean NOT NULL DEFAULT false;
    ALTER TABLE delivery_orders
        ADD COLUMN told jsonb,
        ADD COLUMN late_lines text NOT NULL DEFAULT '';
    UPDATE delivery_orders d SET told = l.units
    FROM delivery_orders o, LATERAL (
        SELECT jsonb_object_agg(sku_code, n) AS units FROM (
            SELECT sku_code, sum(quantity) AS n FROM order_lines
            WHERE order_id = o.order_id AND quantity > 0 GROUP BY sku_code) s
    ) l
    WHERE o.order_id = d.order_id AND o.part = d.part AND d.part = 0
        AND d.state IN ('sending', 'accepted', 'cancelling', 'too_late');
    """)
    _checked(f"{KINDS},'lines_changed'")


def downgrade() -> None:
    op.execute("""
    DELETE FROM order_exceptions WHERE kind = 'lines_changed';
    DELETE FROM order_counts WHERE dimension = 'exception' AND word = 'lines_changed';
    DELETE FROM order_count_changes WHERE dimension = 'exception' AND word = 'lines_changed';
    ALTER TABLE delivery_orders DROP COLUMN told, DROP COLUMN late_lines;
    ALTER TABLE order_lines DROP COLUMN closed;
    """)
    _checked(KINDS)


def _checked(words: str) -> None:
    op.execute(f"""
    ALTER TABLE order_exceptions DROP CONSTRAINT order_exceptions_kind_check;
    ALTER TABLE order_exceptions ADD CONSTRAINT order_exceptions_kind_check
        CHECK (kind IN ({words}));
    """)
