"""Health: minutes of calls, connections and how they fare, incidents and their timeline."""

from alembic import op

revision = "0011_health_incidents"
down_revision = "0010_channels_consent"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    ALTER TABLE api_calls ADD COLUMN direction text NOT NULL DEFAULT 'out'
        CHECK (direction IN ('out', 'in'))
    """)
    op.execute("""
    CREATE TABLE call_minutes (
        minute timestamptz NOT NULL,
        shop_id integer NOT NULL,
        channel text NOT NULL,
        app_key text NOT NULL,
        method text NOT NULL,
        direction text NOT NULL CHECK (direction IN ('out', 'in')),
        ok integer NOT NULL,
        failed integer NOT NULL,
        unknown integer NOT NULL,
        codes jsonb NOT NULL,
        latency integer[] NOT NULL,
        last_good_at timestamptz,
        last_error_at timestamptz,
        last_error text,
        PRIMARY KEY (minute, shop_id, method, direction, app_key)
    ) WITH (fillfactor = 70);
    CREATE INDEX call_minutes_of_shop ON call_minutes (shop_id, minute);
    """)
    op.execute("""
    CREATE TABLE health_connections (
        shop_id integer NOT NULL,
        channel text NOT NULL,
        app_key text NOT NULL,
        method text NOT NULL,
        direction text NOT NULL CHECK (direction IN ('out', 'in')),
        failures integer NOT NULL,
        goods integer NOT NULL,
        first_failed_at timestamptz,
        last_failed_at timestamptz,
        good_since timestamptz,
        last_good_at timestamptz,
        code text NOT NULL,
        channel_code text NOT NULL,
        unjudged boolean NOT NULL,
        PRIMARY KEY (shop_id, method, direction)
    ) WITH (fillfactor = 70);
    CREATE INDEX health_connections_unjudged ON health_connections (shop_id) WHERE unjudged;
    """)
    op.execute("""
    CREATE TABLE incidents (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        cause text NOT NULL,
        subject text NOT NULL,
        channel text NOT NULL,
        app_key text NOT NULL,
        shop_ids integer[] NOT NULL,
        methods text[] NOT NULL,
        told boolean NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'acknowledged', 'resolved')),
        code text NOT NULL,
        channel_code text NOT NULL,
        detail text NOT NULL,
        words jsonb,
        failures integer NOT NULL,
        opened_at timestamptz NOT NULL,
        first_failed_at timestamptz NOT NULL,
        last_failed_at timestamptz NOT NULL,
        last_good_at timestamptz,
        good_since timestamptz,
        resolved_at timestamptz,
        owner text,
        reopened integer NOT NULL,
        version integer NOT NULL
    );
    CREATE UNIQUE INDEX incidents_one_open ON incidents (cause, subject)
        WHERE state <> 'resolved';
    CREATE INDEX incidents_of_subject ON incidents (subject, cause, id DESC);
    CREATE TABLE incident_entries (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        incident_id bigint NOT NULL REFERENCES incidents ON DELETE CASCADE,
        at timestamptz NOT NULL,
        kind text NOT NULL CHECK (kind IN
            ('opened', 'reopened', 'grew', 'acknowledged', 'assigned', 'resolved')),
        by text NOT NULL,
        detail jsonb NOT NULL
    );
    CREATE INDEX incident_entries_of ON incident_entries (incident_id, id);
    """)


def downgrade() -> None:
    op.execute("DROP TABLE incident_entries, incidents, health_connections, call_minutes")
    op.execute("ALTER TABLE api_calls DROP COLUMN direction")
