"""What follows from a folded state: stage, flags, tags, priority (architecture §4). Pure."""

from datetime import datetime, timedelta
from typing import Any

from orderhub.kernel.words import Stage
from orderhub.orders.decide.gifts import GIFT
from orderhub.orders.decide.lines import all_closed, in_parcels, is_closed
from orderhub.orders.decide.presale import Presale, presale_of, ship_by_of
from orderhub.orders.decide.troubles import (
    OPEN_CASES,
    has_open_case,
    held_by_rule,
    shown_as,
    troubles_of,
)
from orderhub.orders.lanes import TO_LEAVE
from orderhub.orders.model import OPEN_STAGES, SOON, Data, Derived, Flags, State, Tag

_EXCEPTION, _HELD, _REFUNDING = Flags.EXCEPTION.value, Flags.HELD.value, Flags.REFUNDING.value
_CHANNEL_HELD, _LATE, _LATE_SOON = (
    Flags.CHANNEL_HELD.value,
    Flags.LATE.value,
    Flags.LATE_SOON.value,
)
_SHORT = Flags.SHORT.value
_AT_WAREHOUSE, _UNTOLD = Flags.AT_WAREHOUSE.value, Flags.UNTOLD.value
_PRESALE_HELD = Flags.PRESALE_HELD.value
_NOTHING: Data = {}

# How far an order has come, by the words that channel and warehouse share.
_PROGRESS: dict[str, tuple[int, Stage]] = {
    "to_ship": (0, Stage.TO_SHIP),
    "partially_shipped": (1, Stage.PARTIALLY_SHIPPED),
    "shipped": (2, Stage.SHIPPED),
    "delivered": (3, Stage.DELIVERED),
    "completed": (4, Stage.COMPLETED),
}
_AT_START = _PROGRESS["to_ship"]
_SETTLED: dict[str, Stage] = {
    "pending_payment": Stage.PENDING_PAYMENT,
    "cancelled": Stage.CANCELLED,
    "closed_refunded": Stage.CLOSED,
    "unknown": Stage.UNKNOWN,
}
_ALL_LEFT = frozenset({Stage.SHIPPED, Stage.DELIVERED})
_NOT_ALL = frozenset({"to_ship", "partially_shipped"})
# Only these kinds of facts change more of an order than its derived columns: people, goods, tags,
# the times from and by which it ships; gifts change its goods too.
RESTATING = frozenset({"snapshot", "verdict", "tag", "presale", GIFT})


def derive(state: State, now: datetime) -> Derived:
    """Derive as of `now`; only the late flags and the wait of a presale depend on it."""
    snapshot = state.snapshot
    if snapshot is None:
        raise ValueError("an order begins with a snapshot of its channel")
    fulfilment = fulfilment_status(state)
    reviewed = is_reviewed(state)
    stage = stage_of(state, snapshot, fulfilment, reviewed=reviewed)
    troubles = troubles_of(state, snapshot, stage)
    sale = presale_of(state, snapshot, now)
    ship_by = ship_by_of(snapshot, sale)
    flags = flags_of(state, snapshot, stage) | _clocks(stage, sale, ship_by, now)
    return Derived(
        stage=stage,
        flags=flags | shown_as(troubles),
        fulfilment_status=fulfilment,
        after_sale_status=after_sale_status(state),
        tags=tags_of(state),
        priority=priority_of(state),
        seller_flag=_said(state, "flag", snapshot["seller_flag"]),
        reviewed=reviewed,
        ship_by=ship_by,
        ship_from=sale.ship_from,
        waits_for=sale.reason,
        troubles=troubles,
    )


def stage_of(state: State, snapshot: Data, fulfilment: str, *, reviewed: bool) -> Stage:
    """The channel's settled words first, then the furthest of channel and warehouse; an order of
    which nothing left and every line is closed is closed, before its channel says so."""
    status = snapshot["status"]
    if state.decisions and state.decisions.get("void", _NOTHING).get("on"):
        return Stage.CANCELLED
    if status in _SETTLED:
        return _SETTLED[status]
    held = status == "paid_held"
    rank, stage = max(
        _AT_START if held else _PROGRESS[status], _PROGRESS.get(fulfilment, _AT_START)
    )
    if rank == 0 and all_closed(snapshot["lines"]):
        return Stage.CLOSED
    if held:
        return Stage.AWAITING_REVIEW
    if rank == 0 and not reviewed:
        return Stage.AWAITING_REVIEW
    return stage


def is_reviewed(state: State) -> bool:
    """A person's word about the review beats the automatic rule's."""
    decision = state.decisions.get("review")
    if decision is not None:
        return decision["decision"] == "approved"
    return bool(state.verdict) and state.verdict["review"] == "approve"


def _clocks(stage: Stage, sale: Presale, ship_by: str | None, now: datetime) -> int:
    """The bits that time alone changes: late ones, and a presale's that may not ship yet."""
    bits = late_flags(stage, datetime.fromisoformat(ship_by), now) if ship_by else 0
    waits = sale.reason and (stage in OPEN_STAGES or stage is Stage.PENDING_PAYMENT)
    return bits | _PRESALE_HELD if waits else bits


def flags_of(state: State, snapshot: Data, stage: Stage) -> int:
    """Bits of `Flags` as a plain int: this runs for every order that comes in."""
    bits = 0
    if stage is Stage.UNKNOWN or held_by_rule(state):
        bits |= _HELD
    if snapshot["status"] == "paid_held":
        bits |= _CHANNEL_HELD
    if state.parcels and stage in _ALL_LEFT and snapshot["status"] in _NOT_ALL:
        bits |= _UNTOLD
    if state.decisions:
        bits |= _HELD * _any_on(state, "hold:") | _EXCEPTION * _is_on(state, "exception")
        if stage in OPEN_STAGES or stage is Stage.PENDING_PAYMENT:
            bits |= _SHORT * _any_on(state, "shortage")
        if stage in TO_LEAVE:
            bits |= _AT_WAREHOUSE * _any_on(state, "warehouse")
    if has_open_case(state):
        bits |= _REFUNDING
    return bits


def late_flags(stage: Stage, ship_by: datetime | None, now: datetime) -> int:
    """The ship-by clock (发货时效): late once past, late soon within `SOON` of it."""
    if ship_by is None or stage not in OPEN_STAGES:
        return 0
    left = ship_by - now
    if left <= timedelta(0):
        return _LATE
    return _LATE_SOON if left <= SOON else 0


def fulfilment_status(state: State) -> str:
    """none → to_ship → partially_shipped → shipped → delivered, from parcels and their units."""
    if not state.parcels:
        return "none"
    steps = [p.step for p in state.parcels.values() if p.step != "returned"]
    if not steps:
        return "returned"
    if not any(step in _LEFT for step in steps):
        return "to_ship"
    if not _all_units_left(state):
        return "partially_shipped"
    return "delivered" if all(step == "delivered" for step in steps) else "shipped"


_LEFT = frozenset({"shipped", "in_transit", "delivered"})


def _all_units_left(state: State) -> bool:
    """Sums distinct parcels by line; one that names no units is taken to hold the whole order.
    Closed lines leave no more, and what left of them is of no other line."""
    left = [p for p in state.parcels.values() if p.step in _LEFT]
    if any(not p.units for p in left):
        return all(p.step in _LEFT for p in state.parcels.values())
    lines = (state.snapshot or {})["lines"]
    sent = in_parcels(lines, left)
    return all(is_closed(line) or sent[line["no"]] >= line["quantity"] for line in lines)


def after_sale_status(state: State) -> str:
    if not state.cases:
        return "none"
    open_cases = sorted(s for s in state.cases.values() if s in OPEN_CASES)
    if open_cases:
        return open_cases[0]
    return max(state.cases.values())


def tags_of(state: State) -> tuple[Tag, ...]:
    """Rule tags, plus what people and listeners put on, minus what they took off; equal states,
    equal rows."""
    ruled = state.verdict["tags"] if state.verdict else ()
    if not ruled and not state.decisions:
        return ()
    tags = {tag: Tag(tag, rule, reason) for tag, rule, reason in ruled}
    for name, data in state.decisions.items():
        if not name.startswith("tag:"):
            continue
        tag = data["tag"]
        if data["on"]:
            tags[tag] = Tag(tag, data.get("by", "person"), data.get("reason", ""))
        else:
            tags.pop(tag, None)
    return tuple(tags[tag] for tag in sorted(tags))


def priority_of(state: State) -> int:
    ruled = state.verdict["priority"] if state.verdict else 0
    return _said(state, "priority", ruled) or 0


def _said(state: State, kind: str, otherwise: Any) -> Any:
    decision = state.decisions.get(kind)
    if decision is None or decision["value"] is None:
        return otherwise
    return decision["value"]


def _any_on(state: State, prefix: str) -> bool:
    return any(data["on"] for name, data in state.decisions.items() if name.startswith(prefix))


def _is_on(state: State, name: str) -> bool:
    return bool(state.decisions.get(name, _NOTHING).get("on"))
