"""Channels: consents in waiting, when authorisations end, reserve and circuits of the buckets."""

from alembic import op

revision = "0010_channels_consent"
down_revision = "0009_order_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    ALTER TABLE shop_authorisations ADD COLUMN ends_at timestamptz;
    UPDATE shop_authorisations SET ends_at = refresh_expires_at;

    CREATE TABLE shop_consents (
        state_hash bytea PRIMARY KEY,
        browser_hash bytea NOT NULL,
        channel text NOT NULL,
        shop_id integer REFERENCES shops ON DELETE CASCADE,
        wrapped_key bytea,
        sealed bytea,
        return_url text NOT NULL,
        expires_at timestamptz NOT NULL,
        CHECK ((shop_id IS NULL) = (sealed IS NOT NULL)),
        CHECK ((sealed IS NULL) = (wrapped_key IS NULL))
    );
    CREATE INDEX shop_consents_by_end ON shop_consents (expires_at);

    DROP TABLE token_buckets;
    CREATE UNLOGGED TABLE token_buckets (
        channel text NOT NULL,
        app_key text NOT NULL,
        api text NOT NULL,
        rate double precision NOT NULL CHECK (rate > 0),
        tokens double precision NOT NULL,
        reserve double precision NOT NULL,
        filled_at timestamptz NOT NULL,
        closed_until timestamptz,
        day date,
        used integer NOT NULL DEFAULT 0,
        whole_day boolean NOT NULL DEFAULT false,
        day_limit integer,
        limit_to date,
        failures integer NOT NULL DEFAULT 0,
        failed_at timestamptz,
        opened_at timestamptz,
        probe_at timestamptz,
        probe_wait_s double precision NOT NULL DEFAULT 0,
        PRIMARY KEY (channel, app_key, api)
    ) WITH (fillfactor = 50);
    """)


def downgrade() -> None:
    op.execute("""
    DROP TABLE token_buckets;
    CREATE UNLOGGED TABLE token_buckets (
        channel text NOT NULL,
        app_key text NOT NULL,
        api text NOT NULL,
        rate double precision NOT NULL CHECK (rate > 0),
        tokens double precision NOT NULL,
        filled_at timestamptz NOT NULL,
        closed_until timestamptz,
        PRIMARY KEY (channel, app_key, api)
    ) WITH (fillfactor = 50);
    DROP TABLE shop_consents;
    ALTER TABLE shop_authorisations DROP COLUMN ends_at;
    """)
