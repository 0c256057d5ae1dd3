"""Gifts (赠品): lines without a price that a rule gives to an order when it comes in paid."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from orderhub.infra.db import Tx
from orderhub.kernel.words import Stage
from orderhub.orders.decide.gifts import GIFT, gift_said
from orderhub.orders.model import OPEN_STAGES, Data, Fact
from orderhub.orders.service.goods import SHORTAGE, Moved, merged
from orderhub.orders.store import gifts as store
from orderhub.rules.facade import GiftShort

SOURCE = "rules"
BEFORE = frozenset({None, Stage.PENDING_PAYMENT.value})


def gifts_of(verdict: Data | None) -> Sequence[Sequence[Any]]:
    """What the rules give: (rule, gift) as the verdict keeps them."""
    return () if verdict is None else verdict.get("gifts", ())


async def give(tx: Tx, moved: Sequence[Moved], at: datetime) -> list[Fact]:
    """Facts of the gifts for orders that came in paid, or are paid now. What was given stays with
    its order whatever becomes of the rule; a gift for the first orders only is counted, rule by
    rule, so that two pages take their turns in one order."""
    wanted = [
        (rule, one.order_id, gift)
        for one in (merged(moved) if any(one.gifts for one in moved) else ())
        if one.before in BEFORE and one.stage in OPEN_STAGES
        for rule, gift in one.gifts
    ]
    return [
        _fact(order_id, rule, gift, at, on=True)
        for rule, order_id, gift in sorted(wanted, key=lambda one: one[:2])
        if await store.take_one(tx, order_id, rule, gift, at)
    ]


async def drop_short(tx: Tx, facts: Iterable[Fact], at: datetime) -> list[Fact]:
    """Of orders that are short now: facts that take those gifts back which lack stock and are not
    waited for. The next order may have them."""
    short = {
        fact.order_id: fact.data["missing"]
        for fact in facts
        if fact.kind == SHORTAGE and fact.data["on"]
    }
    dropped: list[Fact] = []
    for order_id, rule, gift in await store.given(tx, short) if short else ():
        if gift["short"] == GiftShort.DROP and gift["sku"] in short[order_id]:
            await store.give_back(tx, order_id, rule, gift)
            dropped.append(_fact(order_id, rule, gift, at, on=False))
    return dropped


def _fact(order_id: int, rule: str, gift: Mapping[str, Any], at: datetime, *, on: bool) -> Fact:
    """`name` is the rule without its version: its next edition does not give a second time. Of two
    words about one instant the one that takes it back counts, by its key."""
    name = rule.partition("@")[0]
    return Fact(
        order_id=order_id,
        source=SOURCE,
        kind=GIFT,
        key=f"{name}:{0 if on else 1}",
        occurred_at=at,
        learned_at=at,
        data={**gift_said(name, gift, on=on), "rule": rule},
    )
