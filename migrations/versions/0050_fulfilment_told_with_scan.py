"""Whoever takes a scan writes down what its channel is told: nobody reads that queue any more."""

from alembic import op

revision = "0050_fulfilment_told_with_scan"
down_revision = "0049_sync_reads_not_before"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Parcels that were still to be told are found by the look for disagreements.
    op.execute("""
    DELETE FROM bus_messages WHERE consumer = 'fulfilment.ship_back';
    DELETE FROM dead_letters WHERE consumer = 'fulfilment.ship_back';
    """)


def downgrade() -> None:
    """Nothing: what is to be told is written down already."""
