"""Every revision can be taken back and put on again, on a real database."""

import re
from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError

from orderhub.infra.migrate import downgrade, migrate
from orderhub.infra.schema import newest, script_folder
from tests.support.server import TestServer

KEPT = {"alembic_version"}
NAMED = re.compile(r"\d{4}_[a-z_]+")
Shape = Mapping[str, tuple[str, ...]]
SHAPE = """
    SELECT c.relname, array_agg(coalesce(part, '') ORDER BY part) FROM pg_class c
    CROSS JOIN LATERAL (
        SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull
            || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '') AS part
        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = c.oid
        UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = c.oid
        UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger
            WHERE tgrelid = c.oid AND NOT tgisinternal
    ) AS parts
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'S', 'v', 'm')
    GROUP BY c.relname
"""
FUNCTIONS = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
TYPES = "SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype = 'e'"


def shape_of(url: str) -> Shape:
    """Relations with their columns, constraints, indexes and triggers; functions and enum types."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = {name: tuple(parts) for name, parts in connection.execute(SHAPE)}
        for query in (FUNCTIONS, TYPES):
            found |= {f"{name}()": () for (name,) in connection.execute(query)}
    return {name: parts for name, parts in found.items() if name not in KEPT}


def revisions() -> list[str]:
    """Oldest first."""
    scripts = ScriptDirectory(str(script_folder()))
    return [script.revision for script in reversed([*scripts.walk_revisions()])]


@pytest.fixture
def empty_url(test_server: TestServer, worker_name: str) -> str:
    return test_server.empty(f"revisions_{worker_name}")


def test_all_revisions_go_up_down_to_nothing_and_up_again(empty_url: str) -> None:
    migrate(empty_url)
    before = shape_of(empty_url)
    downgrade(empty_url, "base")
    assert shape_of(empty_url) == {}
    migrate(empty_url)
    assert shape_of(empty_url) == before


def test_each_revision_alone_can_be_taken_back(empty_url: str) -> None:
    below, before = "base", shape_of(empty_url)
    for revision in revisions():
        migrate(empty_url, revision)
        after = shape_of(empty_url)
        downgrade(empty_url, below)
        assert shape_of(empty_url) == before, f"{revision} leaves something behind"
        migrate(empty_url, revision)
        assert shape_of(empty_url) == after, f"{revision} is another one the second time"
        below, before = revision, after
    assert below == newest()


ORDERED = """
    INSERT INTO order_lines (order_id, position, line_no, sku_code, listing_no, title, spec,
        quantity, price_minor, total_minor, status_raw, placed_at)
    SELECT id, n, n::text, sku, '', '', '', units, 0, 0, '', now()
    FROM generate_series(1, 4) AS o (id),
        (VALUES (1, 'A', 2), (2, 'B', 1), (3, 'A', 1)) AS l (n, sku, units)
"""
# Accepted, cancelled (it knows nothing by now), a part of a split order, planned.
ASKED = """
    INSERT INTO warehouses (code, name, base_url, customer_no, owner_code, app_key, method_prefix,
        sender, shop_ids, wrapped_key, sealed, created_at)
    VALUES ('W', 'W', '', '', '', '', '', '{}', '{1}', '', '', now());
    INSERT INTO delivery_orders (order_id, shop_id, number, warehouse_id, asked_as, remote_no,
        state, step, code, part, lines, created_at, changed_at)
    SELECT d.id, 1, 'N' || d.id, w.id, 'N' || d.id, '', state, '', '', part, lines, now(), now()
    FROM warehouses w, (VALUES (1, 'accepted', 0, NULL), (2, 'cancelled', 0, NULL),
        (3, 'accepted', 1, '{"1": 2}'::jsonb), (4, 'planned', 0, NULL))
        AS d (id, state, part, lines)
"""


def test_what_warehouses_were_told_of_whole_orders_is_known_after_closed_lines_came(
    empty_url: str,
) -> None:
    migrate(empty_url, "0043_stock_returns_listed")
    url = empty_url.replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        connection.execute(ORDERED)
        connection.execute(ASKED)
    migrate(empty_url, "0044_orders_closed_lines")
    with psycopg.connect(url) as connection:
        told = connection.execute("SELECT told FROM delivery_orders ORDER BY order_id").fetchall()
        closed = connection.execute("SELECT DISTINCT closed FROM order_lines").fetchall()
    assert told == [({"A": 3, "B": 1},), (None,), (None,), (None,)]
    assert closed == [(False,)]


SKUS = """
    INSERT INTO stock_skus (code, title, created_at, updated_at)
    SELECT code, '', now(), now() FROM unnest('{A,B}'::text[]) AS c (code)
"""
RETURNED = """
    INSERT INTO stock_returns (warehouse, message, sku_id, inventory_type, units, return_no, number,
        at, taken_at)
    SELECT 'W', 'M1', id, 'ZP', id, '', '', now(), now() FROM stock_skus
"""
# One that nobody knows, and one that a person named: it is A's too, in the message of A's own.
UNKNOWN = """
    INSERT INTO stock_returns (warehouse, message, sku_id, sku_code, inventory_type, units,
        return_no, number, at, taken_at)
    VALUES ('W', 'M1', NULL, 'X', 'ZP', 7, '', '', now(), now()),
        ('W', 'M1', 1, 'OLD-A', 'ZP', 9, '', '', now(), now())
"""


def test_returned_goods_keep_their_code_and_on_the_way_back_each_its_key(empty_url: str) -> None:
    before, after = "0045_fulfilment_package_lines", "0046_stock_unknown_returns"
    migrate(empty_url, before)
    url = empty_url.replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        connection.execute(SKUS)
        connection.execute(RETURNED)
    migrate(empty_url, after)
    with psycopg.connect(url) as connection:
        coded = "SELECT sku_code, units FROM stock_returns ORDER BY sku_code"
        assert connection.execute(coded).fetchall() == [("A", 1), ("B", 2)]
        connection.execute(UNKNOWN)
    downgrade(empty_url, before)
    with psycopg.connect(url) as connection:
        kept = "SELECT message, sku_id, units FROM stock_returns ORDER BY units"
        assert connection.execute(kept).fetchall() == [
            ("M1", 1, 1),
            ("M1", 2, 2),
            ("M1/OLD-A", 1, 9),
        ]


ACCEPTED = """
    INSERT INTO fulfilment_accepted_scans (source, sender, key, order_ref, body, occurred_at,
        accepted_at)
    VALUES ('page', 'user:1', 's1', 'E1', '{}', now(), now()),
        ('page', 'user:1', 's1', 'E1', '{}', now(), now())
"""
PARKED = """
    INSERT INTO users (username, display_name, password_hash, roles, shops)
        VALUES ('all', '', '', '{}', NULL), ('some', '', '', '{}', '{2}');
    INSERT INTO fulfilment_scans (source, sender, key, order_ref, body, state, reason, number,
        occurred_at, received_at)
    SELECT 'page', 'user:' || id, 'p' || id, 'E2', '{}', 'parked', 'unknown_order', '', now(), now()
    FROM users
"""


def test_scans_that_were_accepted_and_not_taken_wait_for_their_orders_on_the_way_back(
    empty_url: str,
) -> None:
    before, after = "0047_partners_due_in_order", "0048_fulfilment_accepted"
    migrate(empty_url, before)
    url = empty_url.replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        connection.execute(PARKED)
    migrate(empty_url, after)
    with psycopg.connect(url) as connection:
        sight = "SELECT key, shops FROM fulfilment_scans ORDER BY key"
        assert connection.execute(sight).fetchall() == [("p1", None), ("p2", [2])]
        connection.execute(ACCEPTED)
    downgrade(empty_url, before)
    with psycopg.connect(url) as connection:
        kept = "SELECT key, state FROM fulfilment_scans ORDER BY key"
        found = connection.execute(kept).fetchall()
        assert found == [("p1", "parked"), ("p2", "excepted"), ("s1", "parked")]


def test_a_migration_behind_a_long_lock_gives_up_and_leaves_all_as_it_was(empty_url: str) -> None:
    first, second, *_ = revisions()
    migrate(empty_url, first)
    before = shape_of(empty_url)
    with psycopg.connect(empty_url.replace("+psycopg", "")) as somebody:
        somebody.execute("LOCK TABLE alembic_version IN SHARE MODE")
        with pytest.raises(OperationalError, match="lock timeout"):
            migrate(empty_url, second)
    assert shape_of(empty_url) == before
    assert migrate(empty_url, second) == (first, second)


def test_what_a_downgrade_would_leave_behind_is_seen(empty_url: str) -> None:
    migrate(empty_url)
    with psycopg.connect(empty_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE planted (id int PRIMARY KEY)")
        connection.execute("CREATE FUNCTION planted_too() RETURNS int LANGUAGE sql RETURN 1")
    downgrade(empty_url, "base")
    assert set(shape_of(empty_url)) == {"planted", "planted_too()"}


def test_revisions_are_one_chain_in_the_order_of_their_names() -> None:
    names = revisions()
    assert names == sorted(names)
    assert all(NAMED.fullmatch(name) for name in names)
    assert {path.stem for path in Path(script_folder(), "versions").glob("*.py")} == set(names)
