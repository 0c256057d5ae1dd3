"""Tables of infra: outbox, bus, inbox, dead letters, timers, leases, installation."""

from alembic import op

revision = "0001_infra"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    CREATE TABLE outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        shard smallint NOT NULL,
        topic text NOT NULL,
        key text NOT NULL,
        version bigint NOT NULL,
        occurred_at timestamptz NOT NULL,
        data jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX outbox_by_shard ON outbox (shard, id);

    CREATE TABLE bus_messages (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        consumer text NOT NULL,
        shard smallint NOT NULL,
        event_id text NOT NULL,
        topic text NOT NULL,
        key text NOT NULL,
        version bigint NOT NULL,
        occurred_at timestamptz NOT NULL,
        data jsonb NOT NULL,
        attempts smallint NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL DEFAULT now(),
        last_error text,
        published_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (consumer, event_id)
    );
    CREATE INDEX bus_messages_by_shard ON bus_messages (consumer, shard, id);

    CREATE TABLE dead_letters (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        consumer text NOT NULL,
        event_id text NOT NULL,
        topic text NOT NULL,
        key text NOT NULL,
        version bigint NOT NULL,
        occurred_at timestamptz NOT NULL,
        data jsonb NOT NULL,
        attempts smallint NOT NULL,
        reason text NOT NULL,
        died_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX dead_letters_by_consumer ON dead_letters (consumer, id);

    CREATE TABLE inbox (
        consumer text NOT NULL,
        event_id text NOT NULL,
        handled_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (consumer, event_id)
    );
    CREATE INDEX inbox_by_age ON inbox (handled_at);

    CREATE TABLE timers (
        kind text NOT NULL,
        key text NOT NULL,
        due_at timestamptz NOT NULL,
        payload jsonb NOT NULL DEFAULT '{}',
        attempts integer NOT NULL DEFAULT 0,
        claim uuid,
        claimed_until timestamptz,
        last_error text,
        PRIMARY KEY (kind, key)
    );
    CREATE INDEX timers_by_due ON timers (due_at);

    CREATE TABLE leases (
        name text PRIMARY KEY,
        owner text NOT NULL,
        fencing bigint NOT NULL DEFAULT 1,
        expires_at timestamptz NOT NULL
    );

    CREATE TABLE installation (
        key text PRIMARY KEY,
        value jsonb NOT NULL,
        changed_at timestamptz NOT NULL DEFAULT now()
    );
    INSERT INTO installation (key, value) VALUES ('id', to_jsonb(gen_random_uuid()::text));
    """)


def downgrade() -> None:
    op.execute("""
    DROP TABLE installation, leases, timers, inbox, dead_letters, bus_messages, outbox
    """)
