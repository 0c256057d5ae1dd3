"""Exceptions of orders: one open for each order and kind, with owner and clock."""

from alembic import op

revision = "0018_orders_exceptions"
down_revision = "0017_fulfilment"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE order_exceptions (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            order_id bigint NOT NULL,
            number text NOT NULL,
            shop_id integer NOT NULL,
            kind text NOT NULL CHECK (kind IN ('bad_address','no_stock','unknown_goods',
                'amount_mismatch','risk','refund_open','manual','unknown_status')),
            reason text NOT NULL,
            cause text NOT NULL,
            owner_role text NOT NULL,
            owner text,
            raised_at timestamptz NOT NULL,
            due_at timestamptz NOT NULL,
            level smallint NOT NULL DEFAULT 0,
            escalated_at timestamptz,
            closed_at timestamptz,
            resolution text CHECK (resolution IN ('cause_gone','waived','person')),
            CHECK ((closed_at IS NULL) = (resolution IS NULL))
        )
    """)
    op.execute("""
        CREATE UNIQUE INDEX order_exceptions_open ON order_exceptions (order_id, kind)
        WHERE closed_at IS NULL
    """)
    op.execute("CREATE INDEX order_exceptions_order ON order_exceptions (order_id, id)")
    op.execute("""
        CREATE INDEX order_exceptions_due ON order_exceptions (due_at, id)
        WHERE closed_at IS NULL
    """)
    op.execute("""
        CREATE INDEX order_exceptions_kind ON order_exceptions (kind, due_at, id)
        WHERE closed_at IS NULL
    """)


def downgrade() -> None:
    op.execute("DROP TABLE order_exceptions")
    op.execute("DELETE FROM order_counts WHERE dimension = 'exception'")
    op.execute("DELETE FROM order_count_changes WHERE dimension = 'exception'")
