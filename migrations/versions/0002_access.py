"""Tables of access: users, sessions, API keys, sign-in tries, idempotency keys, audit log."""

from alembic import op

revision = "0002_access"
down_revision = "0001_infra"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username text NOT NULL,
    display_name text NOT NULL,
    password_hash text NOT NULL,
    roles text[] NOT NULL CHECK (roles <@ ARRAY[
        'administrator', 'operations', 'customer_service', 'warehouse', 'finance', 'auditor']),
    shops integer[],
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'disabled')),
    must_change_password boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    signed_in_at timestamptz,
    version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX users_username ON users (lower(username));

CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE api_keys (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key_hash bytea NOT NULL UNIQUE,
    name text NOT NULL,
    hint text NOT NULL,
    permissions text[] NOT NULL,
    shops integer[],
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    expires_at timestamptz,
    used_at timestamptz,
    revoked_at timestamptz
);

CREATE TABLE sign_in_tries (
    subject text PRIMARY KEY,
    tries timestamptz[] NOT NULL,
    tried_at timestamptz NOT NULL
);

CREATE TABLE idempotency_keys (
    actor text NOT NULL,
    key_hash bytea NOT NULL,
    digest bytea NOT NULL,
    claimed_at timestamptz NOT NULL DEFAULT now(),
    status smallint,
    content_type text,
    answer bytea,
    PRIMARY KEY (actor, key_hash)
);
CREATE INDEX idempotency_keys_claimed_at ON idempotency_keys (claimed_at);

CREATE TABLE audit_entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'key', 'system', 'rule')),
    actor_id bigint,
    actor_name text NOT NULL,
    action text NOT NULL,
    object text NOT NULL,
    shop_id integer,
    detail jsonb NOT NULL DEFAULT '{}',
    seq bigint UNIQUE,
    hash bytea,
    CHECK ((seq IS NULL) = (hash IS NULL))
) WITH (fillfactor = 90);
CREATE INDEX audit_entries_unsealed ON audit_entries (id) WHERE seq IS NULL;
CREATE INDEX audit_entries_object ON audit_entries (object, id);
CREATE INDEX audit_entries_actor ON audit_entries (actor_name, id);
CREATE INDEX audit_entries_at ON audit_entries (at);

CREATE TABLE audit_head (
    "only" boolean PRIMARY KEY DEFAULT true CHECK ("only"),
    seq bigint NOT NULL,
    hash bytea NOT NULL
);

CREATE FUNCTION audit_entries_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.seq IS NULL AND NEW.seq IS NOT NULL
       AND to_jsonb(NEW) - '{seq,hash}'::text[] = to_jsonb(OLD) - '{seq,hash}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION audit_entries_append_only();
"""

DOWN = """
DROP TABLE audit_head, audit_entries, idempotency_keys, sign_in_tries, api_keys, sessions, users;
DROP FUNCTION audit_entries_append_only;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
