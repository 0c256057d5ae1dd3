"""Orders whose snapshots share a second wait among the orders to be read again, not as timers."""

from alembic import op

revision = "0049_sync_reads_not_before"
down_revision = "0048_fulfilment_accepted"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    ALTER TABLE sync_reads ADD COLUMN again_at timestamptz;
    INSERT INTO sync_reads (shop_id, external_no, due_at, again_at, asked)
        SELECT (payload ->> 'shop_id')::integer, payload ->> 'external_no', due_at, due_at, 0
        FROM timers WHERE kind = 'sync.reread'
        ON CONFLICT (shop_id, external_no) DO UPDATE SET again_at = excluded.again_at;
    DELETE FROM timers WHERE kind = 'sync.reread';
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE sync_reads DROP COLUMN again_at")
