"""Exceptions kept in step with the facts: opened and closed in the transaction of the fold."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from orderhub.infra import live, outbox
from orderhub.infra.db import Tx
from orderhub.kernel.events import Event
from orderhub.kernel.records import record
from orderhub.orders.decide.exceptions import POLICIES
from orderhub.orders.decide.troubles import how_it_went
from orderhub.orders.events import exception_cleared, exception_raised
from orderhub.orders.model import Derived, ExceptionKind, Flags, State
from orderhub.orders.store import exceptions as store
from orderhub.orders.store.counts import CountKey, append_changes

EXCEPTION = "exception"
# Every kind shows in one of these flags, so orders without them have no open exception.
_TELLING = int(Flags.EXCEPTION | Flags.HELD | Flags.REFUNDING | Flags.SHORT | Flags.CHANNEL_HELD)


@record
class Seen:
    """A locked order after its fold; `flags` are those from before it, 0 for a new one; `sources`
    said what made it change."""

    order_id: int
    number: str
    shop_id: int
    version: int
    flags: int
    state: State
    derived: Derived
    sources: Sequence[str] = ()


async def keep_up(tx: Tx, seen: Sequence[Seen], at: datetime) -> None:
    """Open what stands and is not open, close what stands no more; a fixed number of statements,
    none for orders that neither had nor have a stop."""
    concerned = {s.order_id: s for s in seen if (s.flags & _TELLING) or s.derived.troubles}
    if not concerned:
        return
    held = [order_id for order_id, s in concerned.items() if s.flags & _TELLING]
    open_now = await store.open_of(tx, held) if held else []
    standing = {(row["order_id"], row["kind"]): row for row in open_now}
    moved: Counter[CountKey] = Counter()
    events: list[Event] = []
    gone: dict[int, str] = {}
    for (order_id, kind), row in standing.items():
        one = concerned[order_id]
        if ExceptionKind(kind) in one.derived.troubles:
            continue
        gone[row["id"]] = how_it_went(ExceptionKind(kind), one.state)
        moved[one.shop_id, EXCEPTION, kind] -= 1
        events.append(exception_cleared(_about(one), row["id"], kind, gone[row["id"]], at))
    await store.close(tx, gone, at)
    await store.retell(tx, _retold(standing, concerned))
    fresh = [row for s in concerned.values() for row in _rows(s, standing, at)]
    for row in await store.insert(tx, fresh):
        moved[row["shop_id"], EXCEPTION, row["kind"]] += 1
        about = _about(concerned[row["order_id"]])
        events.append(exception_raised(about, row["id"], row["kind"], at))
    append_changes(tx, moved)
    outbox.append(tx, *events)
    if events:
        live.announce(tx, "exceptions")


def _about(one: Seen) -> tuple[str, int, int, Sequence[str]]:
    return (one.number, one.shop_id, one.version, one.sources)


def _rows(one: Seen, standing: dict[tuple[int, str], store.Row], at: datetime) -> list[store.Row]:
    return [
        {
            "order_id": one.order_id,
            "number": one.number,
            "shop_id": one.shop_id,
            "kind": kind.value,
            "reason": trouble.reason,
            "cause": trouble.cause,
            "owner_role": POLICIES[kind].owner_role,
            "raised_at": at,
            "due_at": at + POLICIES[kind].within,
        }
        for kind, trouble in one.derived.troubles.items()
        if (one.order_id, kind.value) not in standing
    ]


def _retold(
    standing: dict[tuple[int, str], store.Row], concerned: dict[int, Seen]
) -> dict[int, tuple[str, str]]:
    told: dict[int, tuple[str, str]] = {}
    for (order_id, kind), row in standing.items():
        trouble = concerned[order_id].derived.troubles.get(ExceptionKind(kind))
        if trouble and (trouble.reason, trouble.cause) != (row["reason"], row["cause"]):
            told[row["id"]] = (trouble.reason, trouble.cause)
    return told
