"""What a shop's orders took of a SKU, quickly: a fixed part is counted down by it."""

from alembic import op

revision = "0025_stock_taken"
down_revision = "0024_fulfilment_address"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE INDEX stock_reservations_taken ON stock_reservations (shop_id, sku_id, taken_at)
        WHERE state IN ('held', 'shipped')
    """)


def downgrade() -> None:
    op.execute("DROP INDEX stock_reservations_taken")
