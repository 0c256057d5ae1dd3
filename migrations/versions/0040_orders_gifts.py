"""Gifts that rules gave to orders."""

from alembic import op

revision = "0040_orders_gifts"
down_revision = "0039_orders_split_stale"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    CREATE TABLE order_gifts (
        order_id bigint NOT NULL,
        rule text NOT NULL,
        edition text NOT NULL,
        gift jsonb NOT NULL,
        given boolean NOT NULL,
        given_at timestamptz NOT NULL,
        PRIMARY KEY (order_id, rule)
    );
    CREATE TABLE gift_counts (
        rule text PRIMARY KEY,
        given integer NOT NULL CHECK (given >= 0)
    );
    """)


def downgrade() -> None:
    op.execute("""
    DROP TABLE gift_counts;
    DROP TABLE order_gifts;
    """)
