"""Gifts that rules gave to orders, and how many each rule gave."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text

from orderhub.infra.db import Tx

ADD = text("""
    INSERT INTO order_gifts (order_id, rule, edition, gift, given, given_at)
    VALUES (:order_id, :rule, :edition, cast(:gift AS jsonb), true, :now)
    ON CONFLICT (order_id, rule) DO NOTHING
""")
COUNT = text("""
    INSERT INTO gift_counts (rule, given) VALUES (:rule, 1)
    ON CONFLICT (rule) DO UPDATE SET given = gift_counts.given + 1
    WHERE gift_counts.given < :first
""")
UNDO = text("UPDATE order_gifts SET given = false WHERE order_id = :order_id AND rule = :rule")
UNCOUNT = text("UPDATE gift_counts SET given = given - 1 WHERE rule = :rule AND given > 0")
GIVEN = text("""
    SELECT order_id, edition, gift FROM order_gifts
    WHERE order_id = ANY(:ids) AND given ORDER BY rule, order_id
""")


async def take_one(
    tx: Tx, order_id: int, edition: str, gift: Mapping[str, Any], now: datetime
) -> bool:
    """Give the order this gift of a rule ("set.rule@version"); False when it had one of the rule,
    or the first ones have all."""
    rule = edition.partition("@")[0]
    row = {"order_id": order_id, "rule": rule, "edition": edition, "now": now}
    added = await tx.execute(ADD, {**row, "gift": orjson.dumps(dict(gift)).decode()})
    if added.rowcount != 1:
        return False
    if not gift["first"]:
        return True
    counted = await tx.execute(COUNT, {"rule": rule, "first": gift["first"]})
    if counted.rowcount != 1:
        await tx.execute(UNDO, {"order_id": order_id, "rule": rule})
    return counted.rowcount == 1


async def give_back(tx: Tx, order_id: int, edition: str, gift: Mapping[str, Any]) -> None:
    """The order goes without; the next one may have it."""
    rule = edition.partition("@")[0]
    await tx.execute(UNDO, {"order_id": order_id, "rule": rule})
    if gift["first"]:
        await tx.execute(UNCOUNT, {"rule": rule})


async def given(tx: Tx, order_ids: Collection[int]) -> list[tuple[int, str, Mapping[str, Any]]]:
    """(order, edition of the rule, gift), rule by rule."""
    rows = await tx.execute(GIVEN, {"ids": sorted(order_ids)})
    return [(row.order_id, row.edition, row.gift) for row in rows]
