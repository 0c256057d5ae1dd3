"""An exception for splits that no longer fit their order."""

from alembic import op

revision = "0039_orders_split_stale"
down_revision = "0038_fulfilment_merging"
branch_labels = None
depends_on = None

KINDS = (
    "'bad_address','no_stock','unknown_goods','amount_mismatch','risk','refund_open','manual',"
    "'unknown_status','address_changed','parcel_trouble'"
)


def upgrade() -> None:
    _checked(f"{KINDS},'split_stale'")


def downgrade() -> None:
    op.execute("""
    DELETE FROM order_exceptions WHERE kind = 'split_stale';
    DELETE FROM order_counts WHERE dimension = 'exception' AND word = 'split_stale';
    DELETE FROM order_count_changes WHERE dimension = 'exception' AND word = 'split_stale';
    """)
    _checked(KINDS)


def _checked(words: str) -> None:
    op.execute(f"""
    ALTER TABLE order_exceptions DROP CONSTRAINT order_exceptions_kind_check;
    ALTER TABLE order_exceptions ADD CONSTRAINT order_exceptions_kind_check
        CHECK (kind IN ({words}));
    """)
