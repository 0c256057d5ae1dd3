"""Listeners: what people configured, every version of it, their runs and counts."""

from alembic import op

revision = "0022_listeners"
down_revision = "0021_recalls"
branch_labels = None
depends_on = None

KINDS = (
    "'order_received', 'order_changed', 'exception_raised', 'exception_cleared', "
    "'exception_escalated'"
)


def upgrade() -> None:
    op.execute(f"""
    CREATE TABLE listeners (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        version integer NOT NULL,
        state text NOT NULL CHECK (state IN ('draft', 'live', 'paused')),
        changed_at timestamptz NOT NULL
    );
    CREATE TABLE listener_versions (
        listener_id integer NOT NULL REFERENCES listeners ON DELETE CASCADE,
        version integer NOT NULL,
        state text NOT NULL CHECK (state IN ('draft', 'live', 'paused')),
        spec jsonb NOT NULL,
        restored_from integer,
        changed_at timestamptz NOT NULL,
        changed_by text NOT NULL,
        PRIMARY KEY (listener_id, version)
    );
    CREATE TABLE listener_runs (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        listener_id integer NOT NULL REFERENCES listeners ON DELETE CASCADE,
        version integer NOT NULL,
        event_id text NOT NULL,
        event text NOT NULL CHECK (event IN ({KINDS})),
        number text NOT NULL,
        shop_id integer NOT NULL,
        state text NOT NULL CHECK (state IN ('acted', 'debounced', 'capped')),
        until timestamptz,
        told jsonb NOT NULL,
        outcomes jsonb NOT NULL,
        occurred_at timestamptz NOT NULL,
        at timestamptz NOT NULL,
        UNIQUE (listener_id, event_id)
    );
    CREATE INDEX listener_runs_listener ON listener_runs (listener_id, id DESC);
    CREATE INDEX listener_runs_order ON listener_runs (number, id DESC);
    CREATE INDEX listener_runs_recent ON listener_runs (listener_id, at);
    CREATE INDEX listener_runs_age ON listener_runs USING brin (at);
    CREATE TABLE listener_tallies (
        listener_id integer NOT NULL REFERENCES listeners ON DELETE CASCADE,
        hour timestamptz NOT NULL,
        unmatched bigint NOT NULL,
        failed bigint NOT NULL,
        capped bigint NOT NULL,
        error text NOT NULL,
        PRIMARY KEY (listener_id, hour)
    );
    -- Facts lie in the order in which they were learned: an index over blocks costs next to
    -- nothing on the way in, and finds what happened in a period.
    CREATE INDEX order_facts_learned ON order_facts USING brin (learned_at);
    """)


def downgrade() -> None:
    op.execute("""
    DROP INDEX order_facts_learned;
    DROP TABLE listener_tallies, listener_runs, listener_versions, listeners;
    """)
