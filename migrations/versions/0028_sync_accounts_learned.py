"""Which account a notice spoke of: the order it names tells whose account that is."""

from alembic import op

revision = "0028_sync_accounts_learned"
down_revision = "0027_ship_short"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE sync_reads ADD COLUMN account_no text NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.execute("ALTER TABLE sync_reads DROP COLUMN account_no")
