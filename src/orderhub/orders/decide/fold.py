"""The fold: the state of an order is a pure function of the *set* of its facts (architecture §4).

Every choice below is a maximum over facts, so order, repetition and batching of arrival cannot
change the result.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from orderhub.orders.decide.gifts import with_gifts
from orderhub.orders.decide.history import history_of
from orderhub.orders.decide.lines import LEFT
from orderhub.orders.model import UNCHANGED, Data, Fact, History, Parcel, State

# Steps of a parcel in the order they happen; equal times are settled by the later step.
PARCEL_RANK = {
    "created": 0,
    "picked": 1,
    "packed": 2,
    "shipped": 3,
    "in_transit": 4,
    "delivered": 5,
    "returned": 6,
}


def fold(facts: Iterable[Fact]) -> State:
    """Fold any iterable of one order's facts, in any order, with any repetition."""
    snapshots: list[Fact] = []
    verdicts: list[Fact] = []
    decisions: dict[str, Fact] = {}
    parcels: dict[str, Fact] = {}
    left_at: dict[str, datetime] = {}
    cases: dict[str, Fact] = {}
    for fact in facts:
        match fact.kind:
            case "snapshot":
                snapshots.append(fact)
            case "verdict":
                verdicts.append(fact)
            case "parcel":
                _keep(parcels, no := str(fact.data["parcel"]), fact, parcel_order)
                if fact.data["step"] in LEFT:
                    left_at[no] = min(left_at.get(no, fact.occurred_at), fact.occurred_at)
            case "case":
                _keep(cases, str(fact.data["case"]), fact, fact_order)
            case _:
                _keep(decisions, decision_name(fact), fact, fact_order)
    winner = max(snapshots, key=snapshot_order, default=None)
    said = {name: fact.data for name, fact in decisions.items()}
    return State(
        snapshot=with_gifts(winner.data, said) if winner else None,
        verdict=_verdict(winner, verdicts),
        people=_people(snapshots),
        decisions=said,
        parcels={
            no: Parcel(
                str(fact.data["step"]),
                fact.data.get("units", {}),
                fact.data.get("lines", {}),
                left_at.get(no),
            )
            for no, fact in parcels.items()
        },
        cases={no: str(fact.data["status"]) for no, fact in cases.items()},
        history=_history(snapshots),
    )


def _history(snapshots: list[Fact]) -> History:
    if len(snapshots) < 2:  # noqa: PLR2004 - one word has no history
        return UNCHANGED
    return history_of([fact.data for fact in sorted(snapshots, key=snapshot_order)])


def snapshot_order(fact: Fact) -> tuple[str, str, str]:
    """Modified time, time read, digest: a platform may step back, so no status rank takes part."""
    data = fact.data
    return (data["modified"], data["read"], data["digest"])


def fact_order(fact: Fact) -> tuple[datetime, str]:
    return (fact.occurred_at, fact.key)


def parcel_order(fact: Fact) -> tuple[datetime, int, str]:
    return (fact.occurred_at, PARCEL_RANK.get(str(fact.data["step"]), 0), fact.key)


def decision_name(fact: Fact) -> str:
    """Decisions of one name replace each other: holds by name, tags by tag, the rest by kind."""
    detail = fact.data.get("name") or fact.data.get("tag")
    if fact.kind == "note":
        detail = fact.key
    return f"{fact.kind}:{detail}" if detail else fact.kind


def _keep(
    kept: dict[str, Fact], name: str, fact: Fact, order: Callable[[Fact], tuple[Any, ...]]
) -> None:
    held = kept.get(name)
    if held is None or order(fact) > order(held):
        kept[name] = fact


def _verdict(winner: Fact | None, verdicts: list[Fact]) -> Data | None:
    """The rules' word about the winning snapshot: the one of the newest rule book."""
    if winner is None:
        return None
    said: list[Data] = [winner.data["verdict"]] if winner.data.get("verdict") else []
    said += [v.data for v in verdicts if v.data["digest"] == winner.data["digest"]]
    return max(said, key=lambda data: (data["book"], data.get("evaluated", "")), default=None)


def _people(snapshots: list[Fact]) -> dict[str, list[Any]]:
    """Field by field: a stronger value stays; among equals the latest snapshot speaks.

    An entry is [mask, strength, vault ref, blind key hex, last-four key hex].
    """
    if len(snapshots) == 1:
        return snapshots[0].data["people"]
    best: dict[str, tuple[tuple[Any, ...], list[Any]]] = {}
    for fact in snapshots:
        order = snapshot_order(fact)
        for name, entry in fact.data["people"].items():
            rank = (entry[1], *order)
            held = best.get(name)
            if held is None or rank > held[0]:
                best[name] = (rank, entry)
    return {name: entry for name, (_, entry) in best.items()}
