"""What address a warehouse was told, as a keyed digest, and the exception of one told too late."""

from alembic import op

revision = "0024_fulfilment_address"
down_revision = "0023_order_lanes"
branch_labels = None
depends_on = None

KINDS = (
    "'bad_address','no_stock','unknown_goods','amount_mismatch','risk','refund_open','manual',"
    "'unknown_status'"
)


def upgrade() -> None:
    op.execute(f"""
    ALTER TABLE delivery_orders ADD COLUMN recipient bytea, ADD COLUMN late_for bytea;
    ALTER TABLE order_exceptions DROP CONSTRAINT order_exceptions_kind_check;
    ALTER TABLE order_exceptions ADD CONSTRAINT order_exceptions_kind_check
        CHECK (kind IN ({KINDS},'address_changed'));
    """)


def downgrade() -> None:
    op.execute(f"""
    DELETE FROM order_exceptions WHERE kind = 'address_changed';
    DELETE FROM order_counts WHERE dimension = 'exception' AND word = 'address_changed';
    DELETE FROM order_count_changes WHERE dimension = 'exception' AND word = 'address_changed';
    ALTER TABLE order_exceptions DROP CONSTRAINT order_exceptions_kind_check;
    ALTER TABLE order_exceptions ADD CONSTRAINT order_exceptions_kind_check
        CHECK (kind IN ({KINDS}));
    ALTER TABLE delivery_orders DROP COLUMN recipient, DROP COLUMN late_for;
    """)
