"""Health: whitelisted addresses, the hub's own address, certificates, planned changes."""

from alembic import op

revision = "0019_health_dependencies"
down_revision = "0018_orders_exceptions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    CREATE TABLE health_whitelists (
        channel text NOT NULL,
        app_key text NOT NULL,
        address text NOT NULL,
        declared_by text NOT NULL,
        declared_at timestamptz NOT NULL,
        PRIMARY KEY (channel, app_key, address)
    );
    CREATE TABLE health_egress (
        singleton boolean PRIMARY KEY CHECK (singleton),
        address text,
        since timestamptz,
        looked_at timestamptz NOT NULL,
        answers jsonb NOT NULL
    );
    CREATE TABLE health_certificates (
        host text PRIMARY KEY,
        ends_at timestamptz,
        fault text NOT NULL,
        looked_at timestamptz NOT NULL
    );
    CREATE TABLE health_changes (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN
            ('egress_address', 'domain', 'app_key', 'certificate')),
        subject text NOT NULL,
        planned text NOT NULL,
        planned_at timestamptz NOT NULL,
        reason text NOT NULL,
        state text NOT NULL CHECK (state IN
            ('proposed', 'approved', 'rejected', 'withdrawn', 'done', 'verified', 'failed')),
        impact jsonb NOT NULL,
        impact_approved jsonb,
        proposed_by text NOT NULL,
        proposer text NOT NULL,
        proposed_at timestamptz NOT NULL,
        decider text NOT NULL,
        decided_at timestamptz,
        decision text NOT NULL,
        doer text NOT NULL,
        done_at timestamptz,
        verified_at timestamptz,
        verification jsonb
    );
    CREATE INDEX health_changes_open ON health_changes (kind)
        WHERE state IN ('approved', 'done');
    """)


def downgrade() -> None:
    op.execute("DROP TABLE health_changes, health_certificates, health_egress, health_whitelists")
