"""An exception for orders whose recipient their channel hides."""

from alembic import op

revision = "0041_orders_recipient_hidden"
down_revision = "0040_orders_gifts"
branch_labels = None
depends_on = None

KINDS = (
    "'bad_address','no_stock','unknown_goods','amount_mismatch','risk','refund_open','manual',"
    "'unknown_status','address_changed','parcel_trouble','split_stale'"
)


def upgrade() -> None:
    _checked(f"{KINDS},'recipient_hidden'")


def downgrade() -> None:
    op.execute("""
    DELETE FROM order_exceptions WHERE kind = 'recipient_hidden';
    DELETE FROM order_counts WHERE dimension = 'exception' AND word = 'recipient_hidden';
    DELETE FROM order_count_changes WHERE dimension = 'exception' AND word = 'recipient_hidden';
    """)
    _checked(KINDS)


def _checked(words: str) -> None:
    op.execute(f"""
    ALTER TABLE order_exceptions DROP CONSTRAINT order_exceptions_kind_check;
    ALTER TABLE order_exceptions ADD CONSTRAINT order_exceptions_kind_check
        CHECK (kind IN ({words}));
    """)
