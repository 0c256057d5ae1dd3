"""Goods for orders: what moves let them reserve or give back, and the 缺货 flag that follows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from orderhub.infra.db import Tx
from orderhub.kernel.records import record
from orderhub.kernel.words import Stage
from orderhub.orders.decide.lines import is_closed, kept_units
from orderhub.orders.model import Data, Fact, Flags
from orderhub.stock.facade import (
    Ending,
    ReservationState,
    Want,
    WantLine,
    managed,
    reserve_many,
    short_of,
)

SOURCE, SHORTAGE = "stock", "shortage"
_WANTING = frozenset(
    {Stage.PENDING_PAYMENT, Stage.AWAITING_REVIEW, Stage.TO_SHIP, Stage.PARTIALLY_SHIPPED}
)
_LEFT = frozenset({Stage.SHIPPED, Stage.DELIVERED, Stage.COMPLETED})
_GONE = frozenset({Stage.CANCELLED, Stage.CLOSED})


@record
class Moved:
    """An order that came in (`before` is None) or learned something; `renewed` when its lines, or
    what of them left, may be others than before; `gifts` are what its rules give: rule and gift;
    `gone` are units that left, or may have, by line number, of `lines` that may have been `altered`
    since it came in. One `at_warehouse` keeps the goods it holds."""

    order_id: int
    number: str
    shop_id: int
    before: str | None
    stage: Stage
    priority: int
    renewed: bool
    lines: Sequence[Data]
    gifts: Sequence[Sequence[Any]] = ()
    gone: Mapping[str, int] = field(default_factory=dict[str, int])
    altered: bool = False
    at_warehouse: bool = False


def is_packed(stage: str, flags: int) -> bool:
    """Whether a warehouse has the order or something of it left: its goods are chosen."""
    return stage == Stage.PARTIALLY_SHIPPED or bool(flags & Flags.AT_WAREHOUSE)


async def settle(tx: Tx, moved: Sequence[Moved], at: datetime) -> list[Fact]:
    """Reserve and give back for orders that moved, the last thing in their transaction; returns
    the facts of those that are short now, or no more. Shops that keep no stock cost one look."""
    shops = await managed(tx, {one.shop_id for one in moved}) if moved else {}
    wants: list[Want] = []
    endings: list[Ending] = []
    for one in merged(moved) if shops else ():
        if one.shop_id in shops:
            _sort(one, wants, endings)
    if not wants and not endings:
        return []
    taken = await reserve_many(tx, wants, endings, now=at)
    said = [_fact(order, missing.units, at) for order, missing in taken.short.items()]
    return said + [_fact(order, {}, at) for order in sorted(taken.whole)]


async def told(tx: Tx, order_ids: Sequence[int], at: datetime) -> list[Fact]:
    """Facts of what these orders lack as stock stands now; they are locked by the caller."""
    units: dict[int, dict[str, int]] = {order: {} for order in order_ids}
    for row in await short_of(tx, order_ids):
        units[row["order_id"]][row["code"]] = row["quantity"]
    return [_fact(order, missing, at) for order, missing in units.items()]


def _fact(order_id: int, missing: Mapping[str, int], at: datetime) -> Fact:
    return Fact(
        order_id=order_id,
        source=SOURCE,
        kind=SHORTAGE,
        key=at.isoformat(),
        occurred_at=at,
        learned_at=at,
        data={
            "on": bool(missing),
            "missing": dict(missing),
            "reason_code": "，".join(f"{code} ×{n}" for code, n in sorted(missing.items())),
        },
    )


def merged(moved: Sequence[Moved]) -> Iterable[Moved]:
    """An order that moved twice in one page moved once, from the first state to the last."""
    found: dict[int, Moved] = {}
    for one in moved:
        first = found.get(one.order_id, one)
        found[one.order_id] = Moved(
            one.order_id, one.number, one.shop_id, first.before, one.stage, one.priority,
            first.renewed or one.renewed, one.lines, one.gifts, one.gone, one.altered,
            one.at_warehouse,
        )  # fmt: skip
    return found.values()


def _sort(one: Moved, wants: list[Want], endings: list[Ending]) -> None:
    if one.stage in _WANTING:
        if one.renewed or one.before != one.stage:
            wants.append(_want(one))
    elif one.before is None or one.before == one.stage:
        return
    elif one.stage in _LEFT and one.before not in _LEFT:
        endings.append(_ending(one, ReservationState.SHIPPED))
    elif one.stage in _GONE:
        state = ReservationState.SHIPPED if any(one.gone.values()) else ReservationState.RELEASED
        endings.append(_ending(one, state))


def _ending(one: Moved, state: ReservationState) -> Ending:
    """What left is named where that may be less than what the order holds."""
    over = one.stage in _GONE
    left = None
    if state is ReservationState.SHIPPED and (
        over or one.altered or any(map(is_closed, one.lines))
    ):
        left = _lines(one, over=over)
    return Ending(one.order_id, state, one.stage.value, one.shop_id, left)


def _want(one: Moved) -> Want:
    return Want(
        one.order_id, one.number, one.shop_id, one.priority,
        one.stage is Stage.PENDING_PAYMENT, one.before is not None, _lines(one),
        one.at_warehouse,
    )  # fmt: skip


def _lines(one: Moved, *, over: bool = False) -> tuple[WantLine, ...]:
    kept = kept_units(one.lines, one.gone, over=over)
    return tuple(
        [
            WantLine(
                line["no"], line["listing"], line["sku"], line["title"], line["spec"],
                units,
            )
            for line, units in zip(one.lines, kept, strict=True)
        ]
    )  # fmt: skip
