"""The list by time of change for few shops: the index knows each order's shop."""

from alembic import op

revision = "0026_orders_modified_of_shop"
down_revision = "0025_stock_taken"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP INDEX orders_modified")
    op.execute("CREATE INDEX orders_modified ON orders (modified_at DESC, id DESC, shop_id)")


def downgrade() -> None:
    op.execute("DROP INDEX orders_modified")
    op.execute("CREATE INDEX orders_modified ON orders (modified_at DESC, id DESC)")
