"""Notices by e-mail and SMS: their endpoints, approved templates, messages to buyers, digests."""

from alembic import op

revision = "0020_notify_sms"
down_revision = "0019_health_dependencies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    ALTER TABLE notify_endpoints DROP CONSTRAINT notify_endpoints_kind_check,
        ADD CONSTRAINT notify_endpoints_kind_check CHECK (kind IN
            ('dingtalk', 'wecom', 'feishu', 'webhook', 'email', 'aliyun_sms', 'tencent_sms'));
    ALTER TABLE notify_deliveries DROP CONSTRAINT notify_deliveries_state_check,
        ADD CONSTRAINT notify_deliveries_state_check CHECK (state IN
            ('queued', 'sent', 'failed', 'unknown', 'digested')),
        ADD COLUMN digest_id bigint REFERENCES notify_deliveries ON DELETE SET NULL;
    CREATE INDEX notify_deliveries_digest ON notify_deliveries (digest_id)
        WHERE digest_id IS NOT NULL;
    CREATE INDEX notify_deliveries_lately ON notify_deliveries (person, created_at);
    CREATE TABLE notify_templates (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        endpoint_id integer NOT NULL REFERENCES notify_endpoints ON DELETE CASCADE,
        kind text NOT NULL CHECK (kind IN
            ('alarm', 'code', 'parcel_sent', 'refund_done', 'refund_refused', 'order_held')),
        code text NOT NULL,
        parameters text[] NOT NULL,
        state text NOT NULL CHECK (state IN ('pending', 'approved', 'rejected')),
        reason text NOT NULL,
        changed_at timestamptz NOT NULL,
        UNIQUE (endpoint_id, kind)
    );
    CREATE TABLE notify_sms (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        event_id text NOT NULL,
        recipient text NOT NULL,
        reference text NOT NULL UNIQUE,
        kind text NOT NULL CHECK (kind IN
            ('alarm', 'code', 'parcel_sent', 'refund_done', 'refund_refused', 'order_held')),
        parameters jsonb NOT NULL,
        people_ref bigint NOT NULL,
        field text NOT NULL,
        endpoint_id integer REFERENCES notify_endpoints ON DELETE SET NULL,
        refused_by integer[] NOT NULL,
        state text NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'unknown')),
        tries integer NOT NULL,
        asks integer NOT NULL,
        code text NOT NULL,
        created_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        tried_at timestamptz,
        ended_at timestamptz,
        UNIQUE (event_id, recipient)
    );
    CREATE INDEX notify_sms_endpoint ON notify_sms (endpoint_id);
    """)


def downgrade() -> None:
    op.execute("""
    DROP TABLE notify_sms, notify_templates;
    DELETE FROM notify_endpoints WHERE kind IN ('email', 'aliyun_sms', 'tencent_sms');
    DELETE FROM notify_deliveries WHERE state = 'digested';
    DROP INDEX notify_deliveries_lately;
    ALTER TABLE notify_deliveries DROP COLUMN digest_id,
        DROP CONSTRAINT notify_deliveries_state_check,
        ADD CONSTRAINT notify_deliveries_state_check CHECK (state IN
            ('queued', 'sent', 'failed', 'unknown'));
    ALTER TABLE notify_endpoints DROP CONSTRAINT notify_endpoints_kind_check,
        ADD CONSTRAINT notify_endpoints_kind_check CHECK (kind IN
            ('dingtalk', 'wecom', 'feishu', 'webhook'));
    """)
