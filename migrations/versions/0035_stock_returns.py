"""Returned goods: what warehouses took in, and movements of their own kind."""

from alembic import op

revision = "0035_stock_returns"
down_revision = "0034_address_changed"
branch_labels = None
depends_on = None

KINDS = "'orders','fill','count','map','expire'"
NEW = "'return','return_poor'"


def upgrade() -> None:
    op.execute("""
    CREATE TABLE stock_returns (
        warehouse text NOT NULL,
        message text NOT NULL,
        sku_id integer NOT NULL REFERENCES stock_skus,
        inventory_type text NOT NULL,
        units bigint NOT NULL CHECK (units > 0),
        return_no text NOT NULL,
        number text NOT NULL,
        at timestamptz NOT NULL,
        taken_at timestamptz NOT NULL,
        PRIMARY KEY (warehouse, message, sku_id, inventory_type)
    );
    CREATE INDEX stock_returns_sku ON stock_returns (sku_id);
    """)
    _checked(f"{KINDS},{NEW}")
    _indexed("kind IN ('count', 'return')")


def downgrade() -> None:
    op.execute("""
    DELETE FROM stock_movements WHERE kind = 'return_poor';
    UPDATE stock_movements SET kind = 'count' WHERE kind = 'return';
    DROP TABLE stock_returns;
    """)
    _checked(KINDS)
    _indexed("kind = 'count'")


def _checked(words: str) -> None:
    op.execute(f"""
    ALTER TABLE stock_movements DROP CONSTRAINT stock_movements_kind_check,
        ADD CONSTRAINT stock_movements_kind_check CHECK (kind IN ({words}))
    """)


def _indexed(booked: str) -> None:
    op.execute(f"""
    DROP INDEX stock_movements_off_the_book;
    CREATE INDEX stock_movements_off_the_book ON stock_movements (sku_id, at)
        WHERE {booked} OR shipped <> 0
    """)
