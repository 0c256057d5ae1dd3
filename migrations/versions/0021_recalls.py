"""A delivery order may be recalled and asked for again, under another code each time."""

from alembic import op

revision = "0021_recalls"
down_revision = "0021_partners"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    ALTER TABLE delivery_orders ADD COLUMN asked_as text;
    UPDATE delivery_orders SET asked_as = number;
    ALTER TABLE delivery_orders ALTER COLUMN asked_as SET NOT NULL;
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE delivery_orders DROP COLUMN asked_as")
