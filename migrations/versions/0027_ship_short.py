"""Shops whose short orders go to the warehouse all the same."""

from alembic import op

revision = "0027_ship_short"
down_revision = "0026_orders_modified_of_shop"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE stock_shops ADD COLUMN ship_short boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    op.execute("ALTER TABLE stock_shops DROP COLUMN ship_short")
