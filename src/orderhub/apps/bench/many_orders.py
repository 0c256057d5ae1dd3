"""Many orders made in SQL, shaped like a merchant's: uneven shops, fresh ones open, old done."""

from collections.abc import Callable
from typing import Any

import psycopg

SHOPS = 40
SKUS = 5_000
BUYERS_PER_ORDER = 0.4
_ORDERS = """
    INSERT INTO orders
    SELECT i, shop, 'taobao',
        'ORD-' || to_char(placed AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD') || '-' || lpad(i::text, 8, '0'),
        (3000000000000000000 + i)::text,
        stage,
        CASE stage WHEN 'awaiting_review' THEN 'to_ship' WHEN 'closed' THEN 'closed_refunded' ELSE stage END,
        upper(stage), 'none', 'none',
        CASE WHEN stage IN ('awaiting_review', 'to_ship') AND r2 < 0.04 THEN 32
             WHEN r2 > 0.995 THEN 2 WHEN r2 > 0.99 THEN 1 ELSE 0 END,
        CASE WHEN r1 > 0.9 THEN 2 ELSE 0 END,
        'CNY', total, total, 0, 0, 2, 3, '森屿 双人帐篷 ×1', placed, placed + interval '5 min',
        placed + make_interval(secs => (r1 * 500000)::int), NULL, NULL, placed + interval '48 h',
        (ARRAY['广东省','浙江省','江苏省','北京市','四川省','新疆维吾尔自治区','西藏自治区'])
            [1 + (power(r2, 2) * 7)::int %% 7],
        '市', '区', NULL, false, r1 < 0.1,
        CASE WHEN r1 > 0.9 THEN ARRAY['高价值订单'] WHEN r2 < 0.03 THEN ARRAY['偏远地区'] ELSE '{}' END,
        '{"recipient_name": {"mask": "张**", "strength": 3, "ref": 1}}',
        decode(md5('p' || (i * %(buyers)s)::bigint), 'hex'),
        decode(md5('l' || (i %% 10000)), 'hex'),
        decode(md5('b' || (i * %(buyers)s)::bigint), 'hex'),
        NULL, placed, decode(md5(i::text), 'hex'), NULL, placed, placed, 1
    FROM (
        SELECT i, r1, r2, 1 + (power(random(), 3) * %(shops)s)::int %% %(shops)s AS shop,
            990 + (power(r1, 4) * 600000)::bigint AS total,
            now() - make_interval(secs => (%(orders)s - i) * 90 * 86400.0 / %(orders)s) AS placed,
            CASE
                WHEN i > %(orders)s * 0.985 THEN
                    (ARRAY['pending_payment','awaiting_review','awaiting_review','to_ship','to_ship','shipped'])
                    [1 + (r2 * 6)::int %% 6]
                WHEN i > %(orders)s * 0.93 THEN
                    (ARRAY['shipped','shipped','partially_shipped','delivered','cancelled'])
                    [1 + (r2 * 5)::int %% 5]
                WHEN r2 < 0.06 THEN 'cancelled' WHEN r2 < 0.09 THEN 'closed' ELSE 'completed'
            END AS stage
        FROM (
            SELECT i, random() AS r1, random() AS r2
            FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS i
        ) AS dice
    ) AS made
"""  # noqa: E501
_LINES = """
    INSERT INTO order_lines
    SELECT id, n, id || '-' || n, 'SY-' || lpad((power(random(), 2) * %(skus)s)::int::text, 5, '0'), '', '森屿 双人帐篷',
        '颜色:墨绿', 1 + n, total_minor / 3, total_minor / 3, '', placed_at
    FROM orders, generate_series(0, 1) AS n WHERE id BETWEEN %(first)s AND %(last)s
"""  # noqa: E501
_TAGS = """
    INSERT INTO order_tags
    SELECT id, tag, shop_id, placed_at, 'rule', ''
    FROM orders, unnest(tags) AS tag WHERE id BETWEEN %(first)s AND %(last)s
"""
_ATTRIBUTES = """
    INSERT INTO order_attribute_index
    SELECT 'live_room', 'room-' || (id %% 3000), placed_at, id
    FROM orders WHERE id %% 10 = 0 AND id BETWEEN %(first)s AND %(last)s
"""
_COUNTS = """
    INSERT INTO order_counts
    SELECT shop_id, 'stage', stage, count(*) FROM orders GROUP BY shop_id, stage
"""
CHUNK = 500_000


def make(connection: psycopg.Connection[Any], orders: int, progress: Callable[[int], None]) -> None:
    """Fill the tables with `orders` orders over 90 days, indexes built afterwards."""
    connection.execute("SELECT setseed(0.5)")
    connection.execute("SET maintenance_work_mem = '1GB'")
    tables = ("orders", "order_lines", "order_tags", "order_attribute_index")
    indexes = _drop_indexes(connection, tables)
    for first in range(1, orders + 1, CHUNK):
        last = min(orders, first + CHUNK - 1)
        given = {
            "orders": orders,
            "first": first,
            "last": last,
            "shops": SHOPS,
            "skus": SKUS,
            "buyers": BUYERS_PER_ORDER,
        }
        for statement in (_ORDERS, _LINES, _TAGS, _ATTRIBUTES):
            connection.execute(statement.encode(), given)
        progress(last)
    for definition in indexes:
        connection.execute(definition.encode())
    connection.execute(_COUNTS.encode())
    connection.execute("VACUUM (ANALYZE) orders, order_lines, order_tags, order_attribute_index")


def _drop_indexes(connection: psycopg.Connection[Any], tables: tuple[str, ...]) -> list[str]:
    """Definitions of the dropped indexes (those of constraints stay)."""
    found = connection.execute(
        """
        SELECT indexname, indexdef FROM pg_indexes
        WHERE tablename = ANY(%s) AND indexname NOT LIKE '%%_pkey'
        """,
        (list(tables),),
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}".encode())
    return [definition for _, definition in found]
