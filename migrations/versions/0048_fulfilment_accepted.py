"""Scans may be accepted first and taken at once afterwards; each knows what its sender sees."""

from alembic import op

revision = "0048_fulfilment_accepted"
down_revision = "0047_partners_due_in_order"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    ALTER TABLE fulfilment_scans ADD COLUMN shops integer[];
    CREATE TABLE fulfilment_accepted_scans (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        source text NOT NULL,
        sender text NOT NULL,
        key text NOT NULL,
        order_ref text NOT NULL,
        body jsonb NOT NULL,
        shops integer[],
        occurred_at timestamptz NOT NULL,
        accepted_at timestamptz NOT NULL
    );
    """)


def downgrade() -> None:
    # What is parked is judged again by itself, so nothing accepted is lost.
    op.execute("""
    INSERT INTO fulfilment_scans (source, sender, key, order_ref, body, state, reason, number,
        occurred_at, received_at)
    SELECT source, sender, key, order_ref, body, 'parked', 'unknown_order', '', occurred_at,
        accepted_at
    FROM fulfilment_accepted_scans ORDER BY id ON CONFLICT (source, sender, key) DO NOTHING;
    DROP TABLE fulfilment_accepted_scans;
    ALTER TABLE fulfilment_scans DROP COLUMN shops;
    """)
