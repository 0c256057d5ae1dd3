"""Partners (ERP, CRM): webhook endpoints, deliveries and their tries, what partners state."""

from alembic import op

revision = "0021_partners"
down_revision = "0021_orders_statistics"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    CREATE TABLE partners_endpoints (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL,
        host text NOT NULL,
        topics text[] NOT NULL,
        shop_ids integer[] NOT NULL,
        wrapped_key bytea NOT NULL,
        sealed bytea NOT NULL,
        state text NOT NULL CHECK (state IN ('active', 'paused', 'broken')),
        reason text CHECK (reason IN ('person', 'failures', 'gone', 'silent')),
        failures integer NOT NULL,
        broken_since timestamptz,
        probe_at timestamptz,
        claim uuid,
        claimed_until timestamptz,
        served_at timestamptz,
        created_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL
    );
    CREATE TABLE partners_deliveries (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        endpoint_id integer NOT NULL REFERENCES partners_endpoints ON DELETE CASCADE,
        event_id text NOT NULL,
        topic text NOT NULL,
        key text NOT NULL,
        version bigint NOT NULL,
        occurred_at timestamptz NOT NULL,
        data jsonb NOT NULL,
        state text NOT NULL CHECK (state IN ('queued', 'delivered', 'dead')),
        outcome text NOT NULL CHECK (outcome IN ('', 'ok', 'failed', 'unknown')),
        code text NOT NULL,
        tries integer NOT NULL,
        replays integer NOT NULL,
        created_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        ended_at timestamptz,
        UNIQUE (endpoint_id, event_id)
    );
    CREATE INDEX partners_deliveries_due ON partners_deliveries (endpoint_id, due_at)
        WHERE state = 'queued';
    CREATE INDEX partners_deliveries_turn ON partners_deliveries (endpoint_id, key, id)
        WHERE state = 'queued';
    CREATE INDEX partners_deliveries_listed ON partners_deliveries (endpoint_id, id);
    CREATE INDEX partners_deliveries_age ON partners_deliveries (created_at);
    CREATE TABLE partners_tries (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        delivery_id bigint NOT NULL REFERENCES partners_deliveries ON DELETE CASCADE,
        number integer NOT NULL,
        at timestamptz NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('ok', 'failed', 'unknown')),
        code text NOT NULL,
        ms integer,
        excerpt text NOT NULL
    );
    CREATE INDEX partners_tries_delivery ON partners_tries (delivery_id, id);
    CREATE TABLE partners_statements (
        partner text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('document', 'tag', 'note', 'feedback')),
        external_id text NOT NULL,
        version bigint NOT NULL,
        digest bytea NOT NULL,
        order_id bigint NOT NULL,
        data jsonb NOT NULL,
        stated_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (partner, kind, external_id)
    );
    CREATE INDEX partners_statements_order ON partners_statements (order_id);
    """)


def downgrade() -> None:
    op.execute("""
    DROP TABLE partners_statements, partners_tries, partners_deliveries, partners_endpoints;
    """)
