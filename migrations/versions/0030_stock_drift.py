"""Reports of warehouses line by line, and what explains each difference, part by part."""

from alembic import op

revision = "0030_stock_drift"
down_revision = "0029_orders_presale"
branch_labels = None
depends_on = None
CAUSES = "'agrees','in_flight','shipped_unreserved','unexplained'"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE stock_report_lines (
            warehouse text NOT NULL,
            sku_id integer NOT NULL REFERENCES stock_skus,
            report_no text NOT NULL,
            total bigint CHECK (total >= 0),
            change bigint NOT NULL,
            at timestamptz NOT NULL,
            taken_at timestamptz NOT NULL,
            PRIMARY KEY (warehouse, sku_id, report_no)
        )
    """)
    op.execute("""
        INSERT INTO stock_report_lines (warehouse, sku_id, report_no, total, change, at, taken_at)
        SELECT warehouse, sku_id, 'kept', reported, 0, reported_at, reported_at FROM stock_reports
    """)
    op.execute(f"""
        ALTER TABLE stock_reports
            ADD COLUMN based_at timestamptz,
            ADD COLUMN since bigint NOT NULL DEFAULT 0,
            ADD COLUMN in_flight bigint NOT NULL DEFAULT 0,
            ADD COLUMN unreserved bigint NOT NULL DEFAULT 0,
            ADD COLUMN unexplained bigint NOT NULL DEFAULT 0,
            ADD COLUMN checked_at timestamptz,
            DROP CONSTRAINT stock_reports_cause_check,
            ADD CONSTRAINT stock_reports_cause_check CHECK (cause IN ({CAUSES},'moved_since'))
    """)
    op.execute("UPDATE stock_reports SET based_at = reported_at, checked_at = reported_at")
    for column in ("based_at", "checked_at"):
        op.execute(f"ALTER TABLE stock_reports ALTER COLUMN {column} SET NOT NULL")
    op.execute("""
        CREATE INDEX stock_movements_off_the_book ON stock_movements (sku_id, at)
        WHERE kind = 'count' OR shipped <> 0
    """)
    op.execute("""
        CREATE INDEX stock_reservations_unreserved ON stock_reservations (sku_id, settled_at)
        WHERE reason = 'shipped_unreserved'
    """)


def downgrade() -> None:
    op.execute("DROP INDEX stock_reservations_unreserved")
    op.execute("DROP INDEX stock_movements_off_the_book")
    op.execute("UPDATE stock_reports SET cause = 'in_flight' WHERE cause = 'moved_since'")
    op.execute(f"""
        ALTER TABLE stock_reports DROP COLUMN based_at, DROP COLUMN since, DROP COLUMN in_flight,
            DROP COLUMN unreserved, DROP COLUMN unexplained, DROP COLUMN checked_at,
            DROP CONSTRAINT stock_reports_cause_check,
            ADD CONSTRAINT stock_reports_cause_check CHECK (cause IN ({CAUSES}))
    """)
    op.execute("DROP TABLE stock_report_lines")
