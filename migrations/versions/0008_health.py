"""Tables of health: every call that left the process."""

from alembic import op

revision = "0008_health"
down_revision = "0007_sync"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    CREATE TABLE api_calls (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL,
        shop_id integer NOT NULL,
        channel text NOT NULL,
        app_key text NOT NULL,
        method text NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('ok', 'failed', 'unknown')),
        code text NOT NULL,
        channel_code text NOT NULL,
        ms integer NOT NULL,
        external_no text
    );
    CREATE INDEX api_calls_of_shop ON api_calls (shop_id, at DESC);
    CREATE INDEX api_calls_by_age ON api_calls USING brin (at);
    CREATE INDEX api_calls_of_order ON api_calls (external_no, shop_id, at)
        WHERE external_no IS NOT NULL;
    """)


def downgrade() -> None:
    op.execute("DROP TABLE api_calls")
