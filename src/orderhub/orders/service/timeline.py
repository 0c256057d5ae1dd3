"""What happened to an order (时间线): facts with what each changed, and calls, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orderhub.health.facade import KeptCall, calls_of_order
from orderhub.infra.db import Tx
from orderhub.orders.model import Fact
from orderhub.orders.queries import exceptions
from orderhub.orders.queries.cursors import Cursor, decode, encode
from orderhub.orders.queries.filters import flag_names
from orderhub.orders.service.past import View, view_of
from orderhub.orders.store import orders as store

PAGE = 30
SORT = "timeline"
COMPARED = (
    "stage", "channel_status", "channel_status_raw", "fulfilment_status", "after_sale_status",
    "flags", "priority", "tags", "reviewed", "total_minor", "goods_minor", "freight_minor",
    "discount_minor", "paid_at", "shipped_at", "completed_at", "ship_by", "ship_from", "province",
    "city", "district", "seller_flag", "quantity", "line_count",
)  # fmt: skip

# A fact by its place, a call, or a moment of an exception as an item already.
Entry = int | KeptCall | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Happened:
    """A page of the timeline; items as `schemas.detail.TimelineItem` wants them."""

    items: tuple[Mapping[str, Any], ...]
    next: str | None


async def read(
    tx: Tx, row: Mapping[str, Any], kinds: frozenset[str], cursor: str | None
) -> Happened:
    """One page of what happened to the order of `row`; no kinds = all kinds."""
    facts = sorted((await store.load_facts(tx, [row["id"]])).get(row["id"], []), key=_learned)
    calls = await calls_of_order(tx, row["shop_id"], row["external_no"], row["number"])
    troubles = [m for one in await exceptions.of_order(tx, row["id"]) for m in moments_of(one)]
    entries: list[tuple[datetime, int, Entry]] = [
        (fact.learned_at, place, place) for place, fact in enumerate(facts)
    ]
    others: list[tuple[datetime, Entry]] = [(call.at, call) for call in calls]
    others += [(item["at"], item) for item in troubles]
    entries += [(at, len(facts) + n, other) for n, (at, other) in enumerate(others)]
    wanted = [e for e in entries if not kinds or _kind_of(e[2], facts) in kinds]
    wanted.sort(key=lambda entry: entry[:2], reverse=True)
    if cursor is not None:
        edge = decode(cursor, SORT)
        wanted = [e for e in wanted if e[:2] < (edge.value, edge.id)]
    shown = wanted[:PAGE]
    more = len(wanted) > PAGE
    return Happened(
        tuple(_item(facts, e[2]) for e in shown),
        encode(Cursor(SORT, shown[-1][0], shown[-1][1])) if more else None,
    )


def _item(facts: Sequence[Fact], entry: Entry) -> Mapping[str, Any]:
    match entry:
        case int():
            return _of_fact(facts, entry)
        case KeptCall():
            return of_call(entry)
        case _:
            return entry


def moments_of(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """When an exception was raised, told on, and over, as items."""
    moments = (
        ("raised", row["raised_at"], row["reason"]),
        ("escalated", row["escalated_at"], row["owner"] or row["owner_role"]),
        ("closed", row["closed_at"], row["resolution"]),
    )
    return [
        {
            "at": at,
            "learned_at": at,
            "kind": "exception",
            "source": row["kind"],
            "title_code": f"exception.{what}",
            "actor": "",
            "changes": [],
            "detail": detail,
            "fact_id": None,
        }
        for what, at, detail in moments
        if at is not None
    ]


def _of_fact(facts: Sequence[Fact], place: int) -> Mapping[str, Any]:
    """One fact as an item: what the order was before it and what it was with it."""
    fact = facts[place]
    before = view_of(facts[:place], fact.learned_at)
    after = view_of(facts[: place + 1], fact.learned_at)
    return {
        "at": fact.occurred_at,
        "learned_at": fact.learned_at,
        "kind": kind_of(fact),
        "source": fact.source,
        "title_code": f"{fact.source}.{fact.kind}",
        "actor": fact.actor,
        "changes": changes(before, after),
        "detail": fact.data.get("reason_code"),
        "fact_id": fact.key,
    }


def of_call(call: KeptCall) -> Mapping[str, Any]:
    """A recorded call to the channel as an item."""
    return {
        "at": call.at,
        "learned_at": call.at,
        "kind": "call",
        "source": call.channel,
        "title_code": f"call.{call.outcome}",
        "actor": "",
        "changes": [],
        "detail": f"{call.method} · {call.code or call.outcome} · {call.ms} ms",
        "fact_id": None,
    }


def changes(before: View | None, after: View | None) -> list[dict[str, Any]]:
    """Fields that differ, before → after; an order's first fact changes nothing, it makes it."""
    if before is None or after is None:
        return []
    found = [
        {"field": name, "before": _shown(name, before), "after": _shown(name, after)}
        for name in COMPARED
        if before[name] != after[name]
    ]
    for name in sorted(before["people"].keys() | after["people"].keys()):
        was, is_now = before["people"].get(name), after["people"].get(name)
        if was != is_now:
            found.append({"field": name, "before": _mask(was), "after": _mask(is_now)})
    return found


def kind_of(fact: Fact) -> str:
    if fact.source == "person":
        return "person"
    return "rule" if fact.kind == "verdict" or fact.source == "listener" else "fact"


def _kind_of(entry: Entry, facts: Sequence[Fact]) -> str:
    match entry:
        case int():
            return kind_of(facts[entry])
        case KeptCall():
            return "call"
        case _:
            return str(entry["kind"])


def _learned(fact: Fact) -> tuple[datetime, datetime, str, str]:
    return (fact.learned_at, fact.occurred_at, fact.kind, fact.key)


def _shown(name: str, view: View) -> object:
    return flag_names(view[name]) if name == "flags" else view[name]


def _mask(entry: Mapping[str, Any] | None) -> str | None:
    return None if entry is None else entry["mask"]
