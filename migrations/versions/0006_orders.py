"""Orders: the canonical row, its lines, facts, tags, counters and numbers."""

from alembic import op

revision = "0006_orders"
down_revision = "0005_rules"
branch_labels = None
depends_on = None

STAGES = (
    "'pending_payment','awaiting_review','to_ship','partially_shipped','shipped',"
    "'delivered','completed','cancelled','closed','unknown'"
)
CHANNEL_STATUSES = (
    "'pending_payment','paid_held','to_ship','partially_shipped','shipped',"
    "'delivered','completed','cancelled','closed_refunded','unknown'"
)


def upgrade() -> None:
    op.execute("CREATE SEQUENCE order_ids AS bigint")
    op.execute(f"""
        CREATE TABLE orders (
            id bigint PRIMARY KEY,
            shop_id integer NOT NULL,
            channel text NOT NULL,
            number text NOT NULL,
            external_no text NOT NULL,
            stage text NOT NULL CHECK (stage IN ({STAGES})),
            channel_status text NOT NULL CHECK (channel_status IN ({CHANNEL_STATUSES})),
            channel_status_raw text NOT NULL,
            fulfilment_status text NOT NULL DEFAULT 'none',
            after_sale_status text NOT NULL DEFAULT 'none',
            flags smallint NOT NULL DEFAULT 0,
            priority smallint NOT NULL DEFAULT 0,
            currency text NOT NULL,
            total_minor bigint NOT NULL,
            goods_minor bigint NOT NULL,
            freight_minor bigint NOT NULL,
            discount_minor bigint NOT NULL,
            line_count smallint NOT NULL,
            quantity integer NOT NULL,
            summary text NOT NULL,
            placed_at timestamptz NOT NULL,
            paid_at timestamptz,
            modified_at timestamptz NOT NULL,
            shipped_at timestamptz,
            completed_at timestamptz,
            ship_by timestamptz,
            province text NOT NULL,
            city text NOT NULL,
            district text NOT NULL,
            seller_flag smallint,
            presale boolean NOT NULL,
            has_note boolean NOT NULL,
            tags text[] NOT NULL,
            people json NOT NULL,
            phone_key bytea,
            last4_key bytea,
            buyer_key bytea,
            attributes jsonb,
            read_at timestamptz NOT NULL,
            digest bytea NOT NULL,
            raw_ref bigint,
            learned_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            version integer NOT NULL
        ) WITH (fillfactor = 90)
    """)
    op.execute("CREATE UNIQUE INDEX orders_external_no ON orders (external_no, shop_id)")
    op.execute("CREATE UNIQUE INDEX orders_number ON orders (number)")
    op.execute("CREATE INDEX orders_placed ON orders (placed_at DESC, id DESC)")
    op.execute("CREATE INDEX orders_stage ON orders (stage, placed_at DESC, id DESC)")
    op.execute("CREATE INDEX orders_shop_stage ON orders (shop_id, stage, placed_at DESC, id DESC)")
    op.execute("CREATE INDEX orders_modified ON orders (modified_at DESC, id DESC)")
    op.execute("CREATE INDEX orders_phone ON orders (phone_key) WHERE phone_key IS NOT NULL")
    op.execute("CREATE INDEX orders_last4 ON orders (last4_key) WHERE last4_key IS NOT NULL")
    op.execute("CREATE INDEX orders_buyer ON orders (buyer_key) WHERE buyer_key IS NOT NULL")
    op.execute("""
        CREATE INDEX orders_flagged ON orders (flags, placed_at DESC, id DESC, shop_id)
        WHERE flags <> 0
    """)
    op.execute("""
        CREATE INDEX orders_ship_by ON orders (ship_by, id)
        WHERE stage IN ('awaiting_review','to_ship','partially_shipped') AND ship_by IS NOT NULL
    """)
    op.execute("""
        CREATE TABLE order_lines (
            order_id bigint NOT NULL,
            position smallint NOT NULL,
            line_no text NOT NULL,
            sku_code text NOT NULL,
            listing_no text NOT NULL,
            title text NOT NULL,
            spec text NOT NULL,
            quantity integer NOT NULL,
            price_minor bigint NOT NULL,
            total_minor bigint NOT NULL,
            status_raw text NOT NULL,
            placed_at timestamptz NOT NULL,
            PRIMARY KEY (order_id, position)
        )
    """)
    op.execute("""
        CREATE INDEX order_lines_sku ON order_lines (sku_code, placed_at DESC, order_id DESC)
    """)
    op.execute("""
        CREATE TABLE order_facts (
            order_id bigint NOT NULL,
            source text NOT NULL,
            kind text NOT NULL,
            key text NOT NULL,
            occurred_at timestamptz NOT NULL,
            learned_at timestamptz NOT NULL,
            actor text NOT NULL,
            data json NOT NULL,
            raw_ref bigint,
            PRIMARY KEY (order_id, source, kind, key)
        )
    """)
    op.execute("""
        CREATE TABLE order_tags (
            order_id bigint NOT NULL,
            tag text NOT NULL,
            shop_id integer NOT NULL,
            placed_at timestamptz NOT NULL,
            rule text NOT NULL,
            reason text NOT NULL,
            PRIMARY KEY (order_id, tag)
        )
    """)
    op.execute("CREATE INDEX order_tags_tag ON order_tags (tag, placed_at DESC, order_id DESC)")
    op.execute("""
        CREATE TABLE order_attribute_index (
            attribute text NOT NULL,
            value text NOT NULL,
            placed_at timestamptz NOT NULL,
            order_id bigint NOT NULL,
            PRIMARY KEY (order_id, attribute)
        )
    """)
    op.execute("""
        CREATE INDEX order_attribute_value
        ON order_attribute_index (attribute, value, placed_at DESC, order_id DESC)
    """)
    op.execute("""
        CREATE TABLE order_counts (
            shop_id integer NOT NULL,
            dimension text NOT NULL,
            word text NOT NULL,
            n bigint NOT NULL,
            PRIMARY KEY (shop_id, dimension, word)
        )
    """)
    op.execute("""
        CREATE TABLE order_count_changes (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            shop_id integer NOT NULL,
            dimension text NOT NULL,
            word text NOT NULL,
            n bigint NOT NULL
        )
    """)
    op.execute("CREATE TABLE order_numbers (day date PRIMARY KEY, next integer NOT NULL)")


def downgrade() -> None:
    for table in (
        "order_numbers",
        "order_count_changes",
        "order_counts",
        "order_attribute_index",
        "order_tags",
        "order_facts",
        "order_lines",
        "orders",
    ):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP SEQUENCE order_ids")
