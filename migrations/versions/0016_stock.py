"""Stock: goods, balances with their movements, reservations, listings, publishing, reports."""

from alembic import op

revision = "0016_stock"
down_revision = "0013_notify"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE stock_skus (
            id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            code text NOT NULL UNIQUE,
            title text NOT NULL,
            spec text NOT NULL DEFAULT '',
            barcode text NOT NULL DEFAULT '',
            bundle boolean NOT NULL DEFAULT false,
            safety integer NOT NULL DEFAULT 0 CHECK (safety >= 0),
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            version integer NOT NULL DEFAULT 1
        )
    """)
    op.execute("""
        CREATE TABLE stock_parts (
            item_id integer NOT NULL REFERENCES stock_skus,
            sku_id integer NOT NULL REFERENCES stock_skus,
            quantity integer NOT NULL CHECK (quantity > 0),
            PRIMARY KEY (item_id, sku_id)
        )
    """)
    op.execute("CREATE INDEX stock_parts_sku ON stock_parts (sku_id)")
    op.execute("""
        CREATE TABLE stock_balances (
            sku_id integer PRIMARY KEY REFERENCES stock_skus,
            counted bigint NOT NULL DEFAULT 0,
            available bigint NOT NULL DEFAULT 0 CHECK (available >= 0),
            reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
            shipped bigint NOT NULL DEFAULT 0 CHECK (shipped >= 0),
            version bigint NOT NULL DEFAULT 1,
            CONSTRAINT stock_conserved CHECK (available + reserved + shipped = counted)
        ) WITH (fillfactor = 40)
    """)
    op.execute("""
        CREATE TABLE stock_on_hand (
            sku_id integer NOT NULL REFERENCES stock_skus,
            warehouse text NOT NULL,
            quantity bigint NOT NULL CHECK (quantity >= 0),
            updated_at timestamptz NOT NULL,
            PRIMARY KEY (sku_id, warehouse)
        ) WITH (fillfactor = 60)
    """)
    op.execute("""
        CREATE TABLE stock_movements (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            sku_id integer NOT NULL,
            kind text NOT NULL CHECK (kind IN ('orders','fill','count','map','expire')),
            available bigint NOT NULL,
            reserved bigint NOT NULL,
            shipped bigint NOT NULL,
            warehouse text NOT NULL DEFAULT '',
            reason text NOT NULL DEFAULT '',
            actor text NOT NULL DEFAULT '',
            at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX stock_movements_sku ON stock_movements (sku_id, id DESC)")
    op.execute("""
        CREATE TABLE stock_reservations (
            order_id bigint NOT NULL,
            line_no text NOT NULL,
            sku_id integer,
            listing_id bigint,
            shop_id integer NOT NULL,
            number text NOT NULL,
            quantity integer NOT NULL CHECK (quantity > 0),
            state text NOT NULL
                CHECK (state IN ('held','short','unmapped','shipped','released')),
            priority smallint NOT NULL,
            reason text NOT NULL DEFAULT '',
            taken_at timestamptz NOT NULL,
            settled_at timestamptz,
            expires_at timestamptz,
            CHECK ((state = 'unmapped') <= (sku_id IS NULL))
        ) WITH (fillfactor = 85)
    """)
    op.execute("""
        CREATE UNIQUE INDEX stock_reservations_once
        ON stock_reservations (order_id, line_no, sku_id) NULLS NOT DISTINCT
        WHERE state <> 'released'
    """)
    op.execute("""
        CREATE INDEX stock_reservations_short
        ON stock_reservations (sku_id, priority DESC, order_id)
        WHERE state = 'short'
    """)
    op.execute("""
        CREATE INDEX stock_reservations_unmapped ON stock_reservations (listing_id, order_id)
        WHERE state = 'unmapped'
    """)
    op.execute("""
        CREATE INDEX stock_reservations_expiring ON stock_reservations (expires_at)
        WHERE expires_at IS NOT NULL
    """)
    op.execute("""
        CREATE TABLE stock_shops (
            shop_id integer PRIMARY KEY,
            active boolean NOT NULL,
            by_code boolean NOT NULL,
            publish boolean NOT NULL,
            unpaid_minutes integer NOT NULL CHECK (unpaid_minutes >= 0),
            mode text NOT NULL CHECK (mode IN ('pool','share','fixed')),
            amount integer NOT NULL CHECK (amount >= 0),
            safety integer NOT NULL CHECK (safety >= 0),
            updated_at timestamptz NOT NULL,
            version integer NOT NULL DEFAULT 1
        )
    """)
    op.execute("""
        CREATE TABLE stock_allocations (
            shop_id integer NOT NULL,
            sku_id integer NOT NULL REFERENCES stock_skus,
            mode text NOT NULL CHECK (mode IN ('pool','share','fixed')),
            amount integer NOT NULL CHECK (amount >= 0),
            safety integer NOT NULL CHECK (safety >= 0),
            updated_at timestamptz NOT NULL,
            PRIMARY KEY (shop_id, sku_id)
        )
    """)
    op.execute("""
        CREATE TABLE stock_listings (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            shop_id integer NOT NULL,
            listing_no text NOT NULL,
            sku_no text NOT NULL DEFAULT '',
            sku_code text NOT NULL,
            title text NOT NULL DEFAULT '',
            spec text NOT NULL DEFAULT '',
            item_id integer REFERENCES stock_skus,
            mapped_by text NOT NULL DEFAULT '',
            seen_at timestamptz NOT NULL,
            version integer NOT NULL DEFAULT 1,
            UNIQUE (shop_id, listing_no, sku_code)
        )
    """)
    op.execute("CREATE INDEX stock_listings_item ON stock_listings (item_id)")
    op.execute("""
        CREATE TABLE stock_publications (
            listing_id bigint PRIMARY KEY REFERENCES stock_listings ON DELETE CASCADE,
            state text NOT NULL DEFAULT 'waiting'
                CHECK (state IN ('waiting','sending','told','unknown','refused')),
            quantity integer,
            sent integer,
            request_no text NOT NULL DEFAULT '',
            seen bigint NOT NULL DEFAULT -1,
            changed_at timestamptz,
            due_at timestamptz,
            told_at timestamptz,
            attempts smallint NOT NULL DEFAULT 0,
            trouble_code text NOT NULL DEFAULT '',
            trouble text NOT NULL DEFAULT ''
        )
    """)
    op.execute("""
        CREATE INDEX stock_publications_due ON stock_publications (due_at)
        WHERE due_at IS NOT NULL
    """)
    op.execute("""
        CREATE TABLE stock_imports (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            actor_name text NOT NULL,
            file_name text NOT NULL,
            state text NOT NULL CHECK (state IN ('preview','committed')),
            rows integer NOT NULL,
            good json NOT NULL,
            errors json NOT NULL,
            created_at timestamptz NOT NULL,
            committed_at timestamptz
        )
    """)
    op.execute("""
        CREATE TABLE stock_reports (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            warehouse text NOT NULL,
            sku_id integer NOT NULL REFERENCES stock_skus,
            reported bigint NOT NULL,
            booked bigint NOT NULL,
            reserved bigint NOT NULL,
            unbooked bigint NOT NULL,
            cause text NOT NULL
                CHECK (cause IN ('agrees','in_flight','shipped_unreserved','unexplained')),
            source text NOT NULL,
            reported_at timestamptz NOT NULL,
            UNIQUE (warehouse, sku_id)
        )
    """)


def downgrade() -> None:
    for table in (
        "stock_reports",
        "stock_imports",
        "stock_publications",
        "stock_listings",
        "stock_allocations",
        "stock_shops",
        "stock_reservations",
        "stock_movements",
        "stock_on_hand",
        "stock_balances",
        "stock_parts",
        "stock_skus",
    ):
        op.execute(f"DROP TABLE {table}")
