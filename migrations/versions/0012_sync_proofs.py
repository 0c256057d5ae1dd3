"""Sync: notices and the orders they ask for, checks and certificates of completeness, backfills."""

from alembic import op

revision = "0012_sync_proofs"
down_revision = "0011_health_incidents"
branch_labels = None
depends_on = None

NOTICES = """
    CREATE TABLE sync_notices (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        shop_id integer NOT NULL,
        message_no text NOT NULL,
        topic text NOT NULL,
        external_no text NOT NULL,
        case_no text NOT NULL,
        revoked boolean NOT NULL,
        happened_at timestamptz,
        received_at timestamptz NOT NULL,
        UNIQUE (shop_id, message_no)
    );
    CREATE INDEX sync_notices_by_age ON sync_notices (received_at);

    CREATE TABLE sync_reads (
        shop_id integer NOT NULL,
        external_no text NOT NULL,
        due_at timestamptz NOT NULL,
        happened_at timestamptz,
        asked integer NOT NULL DEFAULT 1,
        looks integer NOT NULL DEFAULT 0,
        attempts integer NOT NULL DEFAULT 0,
        PRIMARY KEY (shop_id, external_no)
    ) WITH (fillfactor = 70);
    CREATE INDEX sync_reads_due ON sync_reads (shop_id, due_at);
"""
CHECKS = """
    CREATE TABLE sync_checks (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        shop_id integer NOT NULL,
        round text NOT NULL CHECK (round IN ('hourly', 'daily')),
        window_from timestamptz NOT NULL,
        window_to timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'waiting'
            CHECK (state IN ('waiting', 'complete', 'filled', 'open')),
        due_at timestamptz NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        channel_count integer NOT NULL DEFAULT 0,
        hub_count integer NOT NULL DEFAULT 0,
        ids text[] NOT NULL DEFAULT '{}',
        ids_hash bytea,
        gaps text[] NOT NULL DEFAULT '{}',
        unread text[] NOT NULL DEFAULT '{}',
        people_share real,
        amount_share real,
        findings text[] NOT NULL DEFAULT '{}',
        error_code text,
        error_message text,
        started_at timestamptz,
        ended_at timestamptz,
        UNIQUE (shop_id, round, window_from)
    );
    CREATE INDEX sync_checks_waiting ON sync_checks (shop_id, due_at) WHERE state = 'waiting';
    CREATE INDEX sync_checks_by_age ON sync_checks (window_from);
    CREATE INDEX quarantine_by_row ON quarantine (shop_id, row_key);

    CREATE TABLE sync_certificate_keys (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        public_key bytea NOT NULL,
        wrapped_key bytea NOT NULL,
        created_at timestamptz NOT NULL
    );
    CREATE TABLE sync_certificates (
        shop_id integer NOT NULL,
        day date NOT NULL,
        version integer NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('complete', 'filled', 'open')),
        document text NOT NULL,
        made_at timestamptz NOT NULL,
        PRIMARY KEY (shop_id, day, version)
    );
"""
BACKFILLS = """
    CREATE TABLE sync_backfills (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        shop_id integer NOT NULL,
        state text NOT NULL DEFAULT 'running'
            CHECK (state IN ('running', 'paused', 'done', 'cancelled', 'failed')),
        window_from timestamptz NOT NULL,
        window_to timestamptz NOT NULL CHECK (window_to > window_from),
        read_to timestamptz NOT NULL,
        window_end timestamptz,
        rest_start timestamptz,
        rest_end timestamptz,
        due_at timestamptz NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        pages integer NOT NULL DEFAULT 0,
        new integer NOT NULL DEFAULT 0,
        changed integer NOT NULL DEFAULT 0,
        unchanged integer NOT NULL DEFAULT 0,
        quarantined integer NOT NULL DEFAULT 0,
        requested_by text NOT NULL,
        requested_at timestamptz NOT NULL,
        ended_at timestamptz,
        error_code text,
        error_message text
    );
    CREATE UNIQUE INDEX sync_backfills_open ON sync_backfills (shop_id)
        WHERE state IN ('running', 'paused');
    CREATE INDEX sync_backfills_of_shop ON sync_backfills (shop_id, id DESC);
"""


def upgrade() -> None:
    for statements in (NOTICES, CHECKS, BACKFILLS):
        op.execute(statements)
    op.execute("ALTER TABLE shops ADD COLUMN account_no text NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.execute("ALTER TABLE shops DROP COLUMN account_no")
    op.execute("DROP INDEX quarantine_by_row")
    op.execute("""
        DROP TABLE sync_backfills, sync_certificates, sync_certificate_keys, sync_checks,
            sync_reads, sync_notices
    """)
