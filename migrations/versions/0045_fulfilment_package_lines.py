"""Which lines of its order a parcel holds."""

from alembic import op

revision = "0045_fulfilment_package_lines"
down_revision = "0044_orders_closed_lines"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of parcels known by now nobody said so: they are spread over the lines as before."""
    op.execute("ALTER TABLE packages ADD COLUMN lines jsonb NOT NULL DEFAULT '{}'")


def downgrade() -> None:
    op.execute("ALTER TABLE packages DROP COLUMN lines")
