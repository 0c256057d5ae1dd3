"""A changed address: what listeners hear of it and what buyers are told."""

from alembic import op

revision = "0034_address_changed"
down_revision = "0033_sources"
branch_labels = None
depends_on = None

HEARD = (
    "'order_received','order_changed','exception_raised','exception_cleared','exception_escalated'"
)
TEXTS = (
    "'alarm','code','parcel_sent','refund_done','refund_refused','order_held','parcel_delivered'"
)
NEW = "'address_changed'"
TEXTED = ("notify_templates", "notify_sms")


def upgrade() -> None:
    _checked("listener_runs", "event", f"{HEARD},{NEW}")
    for table in TEXTED:
        _checked(table, "kind", f"{TEXTS},{NEW}")


def downgrade() -> None:
    op.execute(f"""
    DELETE FROM listener_runs WHERE event = {NEW};
    DELETE FROM notify_templates WHERE kind = {NEW};
    DELETE FROM timers WHERE kind IN ('notify.send_sms', 'notify.ask_sms')
        AND key IN (SELECT id::text FROM notify_sms WHERE kind = {NEW});
    DELETE FROM notify_sms WHERE kind = {NEW};
    """)
    _checked("listener_runs", "event", HEARD)
    for table in TEXTED:
        _checked(table, "kind", TEXTS)


def _checked(table: str, column: str, words: str) -> None:
    name = f"{table}_{column}_check"
    op.execute(f"""
    ALTER TABLE {table} DROP CONSTRAINT {name},
        ADD CONSTRAINT {name} CHECK ({column} IN ({words}))
    """)
