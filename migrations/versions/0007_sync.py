"""Tables of sync: cursors, runs, quarantine."""

from alembic import op

revision = "0007_sync"
down_revision = "0006_orders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    CREATE TABLE sync_cursors (
        shop_id integer NOT NULL,
        stream text NOT NULL,
        read_to timestamptz,
        window_end timestamptz,
        rest_start timestamptz,
        rest_end timestamptz,
        due_at timestamptz NOT NULL,
        interval_s double precision,
        attempts integer NOT NULL DEFAULT 0,
        clock_offset_ms bigint NOT NULL DEFAULT 0,
        clock_read_at timestamptz,
        PRIMARY KEY (shop_id, stream)
    ) WITH (fillfactor = 70);
    CREATE INDEX sync_cursors_due ON sync_cursors (due_at);

    CREATE TABLE sync_runs (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        shop_id integer NOT NULL,
        kind text NOT NULL CHECK (kind IN ('scheduled', 'recent', 'window', 'order')),
        state text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
        window_from timestamptz,
        window_to timestamptz,
        external_no text,
        requested_by text NOT NULL,
        pages integer NOT NULL DEFAULT 0,
        new integer NOT NULL DEFAULT 0,
        changed integer NOT NULL DEFAULT 0,
        unchanged integer NOT NULL DEFAULT 0,
        quarantined integer NOT NULL DEFAULT 0,
        error_code text,
        error_message text,
        difference jsonb,
        requested_at timestamptz NOT NULL,
        started_at timestamptz,
        ended_at timestamptz
    );
    CREATE INDEX sync_runs_of_shop ON sync_runs (shop_id, id DESC);
    CREATE INDEX sync_runs_open ON sync_runs (shop_id, id) WHERE state IN ('queued', 'running');
    CREATE INDEX sync_runs_by_age ON sync_runs (requested_at);

    CREATE TABLE quarantine (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        shop_id integer NOT NULL,
        external_no text,
        row_key text NOT NULL,
        digest bytea NOT NULL,
        source text NOT NULL CHECK (source IN ('channel', 'push')),
        reason text NOT NULL,
        field text NOT NULL,
        detail text NOT NULL,
        raw_ref bigint NOT NULL,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'replayed', 'dismissed')),
        tries integer NOT NULL DEFAULT 0,
        received_at timestamptz NOT NULL,
        closed_at timestamptz,
        closed_by text,
        close_reason text
    );
    CREATE UNIQUE INDEX quarantine_open ON quarantine (shop_id, row_key) WHERE state = 'open';
    CREATE INDEX quarantine_newest ON quarantine (id DESC, shop_id);
    """)


def downgrade() -> None:
    op.execute("DROP TABLE quarantine, sync_runs, sync_cursors")
