"""Order desk: saved views, batches with what they did to each order, imports."""

from alembic import op

revision = "0009_order_desk"
down_revision = "0008_health"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE order_views (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            owner_id bigint NOT NULL,
            owner_name text NOT NULL,
            name text NOT NULL,
            query json NOT NULL,
            columns json NOT NULL,
            shared boolean NOT NULL,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            UNIQUE (owner_id, name)
        )
    """)
    op.execute("""
        CREATE TABLE order_batches (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            key text NOT NULL UNIQUE,
            actor_kind text NOT NULL,
            actor_id bigint,
            actor_name text NOT NULL,
            action text NOT NULL,
            args json NOT NULL,
            orders integer NOT NULL,
            created_at timestamptz NOT NULL,
            undoable_until timestamptz,
            undone_at timestamptz
        )
    """)
    op.execute("""
        CREATE TABLE order_batch_results (
            batch_id bigint NOT NULL REFERENCES order_batches ON DELETE CASCADE,
            order_id bigint NOT NULL,
            before json,
            PRIMARY KEY (batch_id, order_id)
        )
    """)
    op.execute("""
        CREATE TABLE order_imports (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            shop_id integer NOT NULL,
            actor_name text NOT NULL,
            file_name text NOT NULL,
            state text NOT NULL CHECK (state IN ('preview','committed','undone')),
            rows integer NOT NULL,
            orders integer NOT NULL,
            errors json NOT NULL,
            body_ref bigint NOT NULL,
            created_at timestamptz NOT NULL,
            committed_at timestamptz,
            undone_at timestamptz
        )
    """)
    op.execute("CREATE INDEX order_imports_newest ON order_imports (id DESC, shop_id)")
    op.execute("""
        CREATE TABLE order_import_orders (
            import_id bigint NOT NULL REFERENCES order_imports ON DELETE CASCADE,
            external_no text NOT NULL,
            number text NOT NULL,
            result text NOT NULL CHECK (result IN ('new','changed','unchanged')),
            PRIMARY KEY (import_id, external_no)
        )
    """)


def downgrade() -> None:
    for table in (
        "order_import_orders",
        "order_imports",
        "order_batch_results",
        "order_batches",
        "order_views",
    ):
        op.execute(f"DROP TABLE {table}")
