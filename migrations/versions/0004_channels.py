"""Tables of channels: shops, their sealed authorisations, mappings, token buckets."""

from alembic import op

revision = "0004_channels"
down_revision = "0003_vault"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    CREATE TABLE shops (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        channel text NOT NULL,
        name text NOT NULL,
        region text NOT NULL DEFAULT 'cn',
        state text NOT NULL DEFAULT 'active'
            CHECK (state IN ('active', 'paused', 'reauthorise', 'blocked')),
        base_url text,
        oauth_url text,
        app_key text NOT NULL DEFAULT '',
        poll_every interval CHECK (poll_every > interval '0'),
        settings jsonb NOT NULL DEFAULT '{}',
        last_good_at timestamptz,
        error_code text,
        error_message text,
        error_since timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        version integer NOT NULL DEFAULT 1,
        UNIQUE (channel, name)
    );
    CREATE INDEX shops_by_app ON shops (channel, app_key);

    CREATE TABLE shop_authorisations (
        shop_id integer PRIMARY KEY REFERENCES shops ON DELETE CASCADE,
        version integer NOT NULL,
        wrapped_key bytea NOT NULL,
        sealed bytea NOT NULL,
        access_expires_at timestamptz,
        refresh_expires_at timestamptz,
        updated_at timestamptz NOT NULL
    );

    CREATE TABLE shop_mappings (
        shop_id integer NOT NULL REFERENCES shops ON DELETE CASCADE,
        kind text NOT NULL CHECK (kind IN ('fields', 'shape')),
        version integer NOT NULL,
        spec jsonb NOT NULL,
        restored_from integer,
        published_at timestamptz NOT NULL,
        published_by text NOT NULL,
        PRIMARY KEY (shop_id, kind, version)
    );

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
    """)


def downgrade() -> None:
    op.execute("DROP TABLE token_buckets, shop_mappings, shop_authorisations, shops")
