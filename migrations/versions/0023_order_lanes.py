"""Lanes of orders: flags that tell them apart, counters by lane and hour, for orders there are."""

from alembic import op

revision = "0023_order_lanes"
down_revision = "0022_listeners"
branch_labels = None
depends_on = None

LANE = """
    CASE WHEN stage = 'awaiting_review' THEN 'awaiting_review'
        WHEN stage IN ('to_ship', 'partially_shipped')
            THEN CASE WHEN flags & 128 = 0 THEN 'to_push' ELSE 'at_warehouse' END
        WHEN flags & 256 <> 0 THEN 'untold'
        WHEN stage = 'shipped' THEN 'in_transit' ELSE 'delivered' END
"""
ON_THE_WAY = "stage IN ('awaiting_review','to_ship','partially_shipped','shipped','delivered')"
HOUR = """'@' || to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:00')"""
ADD = "ON CONFLICT (shop_id, dimension, word) DO UPDATE SET n = order_counts.n + excluded.n"


def upgrade() -> None:
    op.execute(r"""
        INSERT INTO order_facts
            (order_id, source, kind, key, occurred_at, learned_at, actor, data)
        SELECT order_id, 'wms', 'warehouse', asked_as || '\:accepted', changed_at, now(), '',
            json_build_object('on', true, 'asked_as', asked_as)
        FROM delivery_orders WHERE state IN ('accepted', 'cancelling', 'too_late')
    """)
    op.execute("""
        UPDATE orders SET flags = flags | 128
        WHERE stage IN ('to_ship', 'partially_shipped') AND id IN (
            SELECT order_id FROM delivery_orders
            WHERE state IN ('accepted', 'cancelling', 'too_late'))
    """)
    op.execute("""
        UPDATE orders SET flags = flags | 256
        WHERE stage IN ('shipped', 'delivered') AND fulfilment_status <> 'none'
            AND channel_status IN ('to_ship', 'partially_shipped')
    """)
    for bit, word in ((128, "at_warehouse"), (256, "untold")):
        op.execute(f"""
            INSERT INTO order_counts (shop_id, dimension, word, n)
            SELECT shop_id, 'flag', '{word}', count(*) FROM orders WHERE flags & {bit} <> 0
            GROUP BY 1 {ADD}
        """)
    op.execute(f"""
        INSERT INTO order_counts (shop_id, dimension, word, n)
        SELECT shop_id, 'lane', {LANE} || {HOUR}, count(*) FROM orders WHERE {ON_THE_WAY}
        GROUP BY 1, 3
    """)
    for bit, word in ((1, "exception"), (2, "held")):
        op.execute(f"""
            INSERT INTO order_counts (shop_id, dimension, word, n)
            SELECT shop_id, 'lane', '{word}' || {HOUR}, count(*) FROM orders
            WHERE flags & {bit} <> 0 GROUP BY 1, 3
        """)
    for bit, word in ((32, "late"), (64, "late_soon")):
        op.execute(f"""
            INSERT INTO order_counts (shop_id, dimension, word, n)
            SELECT shop_id, '{word}', {LANE}, count(*) FROM orders
            WHERE flags & {bit} <> 0 AND {ON_THE_WAY} GROUP BY 1, 3
        """)


def downgrade() -> None:
    dimensions = "('lane', 'late', 'late_soon', 'entered', 'left')"
    words = "('at_warehouse', 'untold')"
    for table in ("order_counts", "order_count_changes"):
        op.execute(f"DELETE FROM {table} WHERE dimension IN {dimensions} OR word IN {words}")
    op.execute("DELETE FROM order_facts WHERE source = 'wms' AND kind = 'warehouse'")
    op.execute("UPDATE orders SET flags = flags & 127 WHERE flags > 127")
