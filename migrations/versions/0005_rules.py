"""Tables of rules: rule sets, their published versions, tag definitions, failures of rules."""

from alembic import op

revision = "0005_rules"
down_revision = "0004_channels"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    CREATE TABLE rule_sets (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        key text NOT NULL UNIQUE,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        version integer NOT NULL
    );

    CREATE TABLE rule_set_versions (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        rule_set_id integer NOT NULL REFERENCES rule_sets,
        version integer NOT NULL,
        enabled boolean NOT NULL,
        rules jsonb NOT NULL,
        digest bytea NOT NULL,
        restored_from integer,
        published_at timestamptz NOT NULL,
        published_by text NOT NULL,
        UNIQUE (rule_set_id, version)
    );

    CREATE TABLE tag_definitions (
        tag text PRIMARY KEY,
        label_zh text NOT NULL,
        label_en text NOT NULL,
        color text NOT NULL,
        rank smallint NOT NULL
    );

    CREATE TABLE rule_failures (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        rule_set text NOT NULL,
        version integer NOT NULL,
        rule text NOT NULL,
        n bigint NOT NULL,
        error text NOT NULL,
        failed_at timestamptz NOT NULL
    );
    CREATE INDEX rule_failures_set ON rule_failures (rule_set, version, rule);
    """)


def downgrade() -> None:
    op.execute("DROP TABLE rule_failures, tag_definitions, rule_set_versions, rule_sets")
