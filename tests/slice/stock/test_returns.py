"""Returned goods: booked once where they may be sold again, noted where they may not."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.stock.facade import (
    CameBack,
    Ending,
    ReservationState,
    reserve_many,
    take_returned,
    verify,
)
from orderhub.stock.service.goods import NewSku, add_skus
from tests.support.orders import PLACED
from tests.support.stock import HOUSE, balance, stock_up, want

LATER = PLACED + timedelta(days=3)
BACK = CameBack(
    warehouse=HOUSE, message="B1", return_no="R1", number="ORD-1", at=LATER, good={"A": 2},
    poor={("A", "CC"): 1, ("B", "XS"): 1},
)  # fmt: skip


async def test_good_units_come_back_once_and_serve_who_waits_while_poor_ones_are_only_noted(
    tx: Tx,
) -> None:
    await stock_up(tx, {"A": 4, "B": 1})
    await reserve_many(tx, [want(1, ("A", 4), ("B", 1))], now=PLACED)
    await reserve_many(tx, [], [Ending(1, ReservationState.SHIPPED, "shipped")], now=PLACED)
    await reserve_many(tx, [want(2, ("A", 1))], now=PLACED)
    for _ in range(2):
        assert await take_returned(tx, BACK, LATER) == []
    assert await balance(tx, "A") == (1, 1, 4, 6)
    assert await balance(tx, "B") == (0, 0, 1, 1)
    moved = await tx.execute(
        text("SELECT kind, available, reason FROM stock_movements WHERE kind LIKE 'return%'")
    )
    assert sorted(tuple(row) for row in moved) == [
        ("return", 2, "R1"),
        ("return_poor", 0, "R1: CC ×1"),
        ("return_poor", 0, "R1: XS ×1"),
    ]
    assert await verify(tx) == []


async def test_goods_that_are_no_sku_here_are_kept_and_booked_once_they_are(tx: Tx) -> None:
    await stock_up(tx, {"A": 0})
    back = CameBack(
        warehouse=HOUSE, message="B2", return_no="R2", number="", at=LATER,
        good={"A": 1, "NEVER": 3}, poor={("NEVER", "CC"): 1},
    )  # fmt: skip
    for _ in range(2):
        assert await take_returned(tx, back, LATER) == ["NEVER"]
    assert await balance(tx, "A") == (1, 0, 0, 1)
    for _ in range(2):
        await add_skus(tx, [NewSku(code="NEVER", title="后来才建的规格")], LATER)
    assert await take_returned(tx, back, LATER) == []
    assert await balance(tx, "NEVER") == (3, 0, 0, 3)
    told = await tx.execute(text("SELECT reason FROM stock_movements WHERE kind = 'return_poor'"))
    assert [row.reason for row in told] == ["R2: CC ×1"]
    assert await verify(tx) == []


@pytest.mark.parametrize("plant", ["the key is gone", "booked without being kept"])
async def test_without_its_key_a_repeat_would_be_booked_again_and_the_check_sees_what_was_not_kept(
    tx: Tx, plant: str
) -> None:
    await stock_up(tx, {"A": 0, "B": 0})
    if plant == "the key is gone":
        await tx.execute(text("ALTER TABLE stock_returns DROP CONSTRAINT stock_returns_pkey"))
    await take_returned(tx, BACK, LATER)
    if plant != "the key is gone":
        await tx.execute(text("DELETE FROM stock_returns"))
        assert [one.check for one in await verify(tx)] == ["returned"]
    await take_returned(tx, BACK, LATER)
    assert await balance(tx, "A") == (4, 0, 0, 4)
