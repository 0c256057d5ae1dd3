"""Scans may be accepted first and taken at once afterwards; each knows what its sender sees."""

from alembic import op

revision = "0048_fulfilment_accepted"
down_revision = "0047_partners_due_in_order"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    ALTER TABLE fulfilment_scans ADD COLUMN shops integer[];
    UPDATE fulfilment_scans s SET shops = u.shops FROM users u
        WHERE s.state = 'parked' AND s.sender = 'user:' || u.id;
    UPDATE fulfilment_scans s SET shops = k.shops FROM api_keys k
        WHERE s.state = 'parked' AND s.sender = 'key:' || k.id;
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
    # What is parked is judged again by itself, so nothing accepted is lost; by then nobody knows
    # what its sender sees, so a person must look where that is not all.
    op.execute("""
    INSERT INTO fulfilment_scans (source, sender, key, order_ref, body, shops, state, reason,
        number, occurred_at, received_at)
    SELECT source, sender, key, order_ref, body, shops, 'parked', 'unknown_order', '', occurred_at,
        accepted_at
    FROM fulfilment_accepted_scans ORDER BY id ON CONFLICT (source, sender, key) DO NOTHING;
    UPDATE fulfilment_scans SET state = 'excepted', reason = 'never_matched', settled_at = now()
        WHERE state = 'parked' AND shops IS NOT NULL;
    DROP TABLE fulfilment_accepted_scans;
    ALTER TABLE fulfilment_scans DROP COLUMN shops;
    """)
