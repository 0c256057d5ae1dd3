"""Columns that no condition names keep no statistics, so that analysing costs less."""

from alembic import op

revision = "0021_orders_statistics"
down_revision = "0020_notify_sms"
branch_labels = None
depends_on = None

UNASKED = {
    "orders": (
        "channel_status_raw, currency, goods_minor, freight_minor, discount_minor, line_count,"
        " quantity, summary, city, district, people, read_at, digest, raw_ref, learned_at, version"
    ),
    "order_lines": "line_no, title, spec, quantity, price_minor, total_minor, status_raw",
    "order_facts": "key, occurred_at, actor, data, raw_ref",
    "order_tags": "rule, reason",
    "people_records": "key_id, sealed",
    "outbox": "topic, occurred_at, data",
    "bus_messages": "data",
}


def upgrade() -> None:
    _set("0")


def downgrade() -> None:
    _set("DEFAULT")


def _set(target: str) -> None:
    for table, columns in UNASKED.items():
        for column in columns.split(", "):
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {target}")
