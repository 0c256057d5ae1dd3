"""Tracking of parcels: the account, subscriptions by waybill, the route that carriers told."""

from alembic import op

revision = "0032_fulfilment_tracking"
down_revision = "0031_health_peers"
branch_labels = None
depends_on = None

TASKS = "'ship_back','note','create','cancel'"
TEXTS = "'alarm','code','parcel_sent','refund_done','refund_refused','order_held'"
KINDS = (
    "'bad_address','no_stock','unknown_goods','amount_mismatch','risk','refund_open','manual',"
    "'unknown_status','address_changed'"
)
CONDITIONS = (
    "'waiting','collected','moving','delivering','signed','problem','returning','returned',"
    "'refused'"
)


def upgrade() -> None:
    op.execute(f"""
    DROP TABLE tracking_events, trackings, tracking_account;
    CREATE TABLE tracking_account (
        singleton boolean PRIMARY KEY CHECK (singleton),
        base_url text NOT NULL,
        callback_url text NOT NULL,
        customer text NOT NULL,
        daily_budget integer NOT NULL,
        used integer NOT NULL,
        used_on date NOT NULL,
        wrapped_key bytea NOT NULL,
        sealed bytea NOT NULL,
        changed_at timestamptz NOT NULL
    );
    CREATE TABLE trackings (
        waybill_no text PRIMARY KEY,
        carrier text NOT NULL,
        round integer NOT NULL,
        state text NOT NULL CHECK (state IN
            ('unasked', 'wanted', 'subscribed', 'ended', 'given_up')),
        condition text NOT NULL CHECK (condition IN ({CONDITIONS})),
        said text NOT NULL,
        said_at timestamptz,
        heard_at timestamptz,
        asked_at timestamptz,
        changed_at timestamptz NOT NULL
    );
    CREATE TABLE tracking_points (
        waybill_no text NOT NULL,
        key text NOT NULL,
        occurred_at timestamptz NOT NULL,
        said text NOT NULL,
        condition text CHECK (condition IN ({CONDITIONS})),
        received_at timestamptz NOT NULL,
        PRIMARY KEY (waybill_no, key)
    );
    """)
    _checked("fulfilment_tasks", "kind", f"{TASKS},'track'")
    _checked("order_exceptions", "kind", f"{KINDS},'parcel_trouble'")
    for table in ("notify_templates", "notify_sms"):
        _checked(table, "kind", f"{TEXTS},'parcel_delivered'")


def downgrade() -> None:
    op.execute("""
    DELETE FROM timers WHERE kind = 'fulfilment.track_all' OR kind = 'fulfilment.tell'
        AND key IN (SELECT id::text FROM fulfilment_tasks WHERE kind = 'track');
    DELETE FROM fulfilment_tasks WHERE kind = 'track';
    DELETE FROM order_exceptions WHERE kind = 'parcel_trouble';
    DELETE FROM order_counts WHERE dimension = 'exception' AND word = 'parcel_trouble';
    DELETE FROM order_count_changes WHERE dimension = 'exception' AND word = 'parcel_trouble';
    DELETE FROM notify_templates WHERE kind = 'parcel_delivered';
    DELETE FROM notify_sms WHERE kind = 'parcel_delivered';
    """)
    _checked("fulfilment_tasks", "kind", TASKS)
    _checked("order_exceptions", "kind", KINDS)
    for table in ("notify_templates", "notify_sms"):
        _checked(table, "kind", TEXTS)
    op.execute("""
    DROP TABLE tracking_points, trackings, tracking_account;
    CREATE TABLE tracking_account (
        singleton boolean PRIMARY KEY CHECK (singleton),
        base_url text NOT NULL,
        callback_url text NOT NULL,
        wrapped_key bytea NOT NULL,
        sealed bytea NOT NULL
    );
    CREATE TABLE trackings (
        waybill_no text PRIMARY KEY,
        carrier text NOT NULL,
        state text NOT NULL CHECK (state IN ('wanted', 'subscribed', 'finished', 'given_up')),
        attempts integer NOT NULL,
        code text NOT NULL,
        changed_at timestamptz NOT NULL
    );
    CREATE TABLE tracking_events (
        waybill_no text NOT NULL,
        key text NOT NULL,
        step text NOT NULL CHECK (step IN
            ('in_transit', 'delivered', 'returning', 'returned', 'problem')),
        occurred_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL,
        counted boolean NOT NULL,
        PRIMARY KEY (waybill_no, key)
    );
    """)


def _checked(table: str, column: str, words: str) -> None:
    name = f"{table}_{column}_check"
    op.execute(f"""
    ALTER TABLE {table} DROP CONSTRAINT {name},
        ADD CONSTRAINT {name} CHECK ({column} IN ({words}))
    """)
