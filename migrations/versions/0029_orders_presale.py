"""Presales: from when an order may ship."""

from alembic import op

revision = "0029_orders_presale"
down_revision = "0028_sync_accounts_learned"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE orders ADD COLUMN ship_from timestamptz")


def downgrade() -> None:
    op.execute("DELETE FROM timers WHERE kind = 'orders.presale'")
    op.execute("DELETE FROM order_counts WHERE word = 'presale_held' OR word LIKE 'presale_held@%'")
    op.execute("""
        DELETE FROM order_count_changes
        WHERE word = 'presale_held' OR word LIKE 'presale_held@%'
    """)
    op.execute("UPDATE orders SET flags = flags & 511 WHERE flags > 511")
    op.execute("ALTER TABLE orders DROP COLUMN ship_from")
