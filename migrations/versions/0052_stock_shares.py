"""A share is units of its channel's own, worked out when goods come or go."""

from alembic import op

revision = "0052_stock_shares"
down_revision = "0051_fulfilment_rounds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    ALTER TABLE stock_publications
        ADD COLUMN part integer,
        ADD COLUMN part_since timestamptz,
        ADD COLUMN part_of bigint;
    """)


def downgrade() -> None:
    op.execute("""
    ALTER TABLE stock_publications DROP COLUMN part, DROP COLUMN part_since, DROP COLUMN part_of;
    """)
