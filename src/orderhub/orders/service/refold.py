"""Known orders learn facts and are folded anew: few statements for a whole batch."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from orderhub.infra import live, outbox
from orderhub.infra.clock import now as clock_now
from orderhub.infra.db import Tx
from orderhub.kernel.events import Event
from orderhub.orders.decide.derive import RESTATING, derive
from orderhub.orders.decide.fold import fold
from orderhub.orders.decide.gifts import GIFT
from orderhub.orders.decide.lines import gone_units, lines_of_goods
from orderhub.orders.events import order_changed
from orderhub.orders.model import Fact, Learned
from orderhub.orders.service import troubles
from orderhub.orders.service.gifts import gifts_of
from orderhub.orders.service.goods import Moved, is_packed
from orderhub.orders.service.presale import plan
from orderhub.orders.service.recipients import look_at_recipients
from orderhub.orders.store import orders as store
from orderhub.orders.store.counts import CountKey, append_changes, note_move
from orderhub.orders.store.rows import FactKey, Identity, Written

Row = dict[str, Any]


@dataclass(slots=True)
class _Refolded:
    """What becomes of a batch of orders, on its way to the tables."""

    written: Written = field(default_factory=Written)
    counts: Counter[CountKey] = field(default_factory=Counter[CountKey])
    events: list[Event] = field(default_factory=list[Event])
    stale: list[int] = field(default_factory=list[int])
    moves: list[Moved] = field(default_factory=list[Moved])
    seen: list[troubles.Seen] = field(default_factory=list[troubles.Seen])


@dataclass(slots=True)
class _Told:
    """What an order was told `at` this moment: by whom, and whether it changes more of it than its
    derived columns (`whole`), or its goods (`gifted`)."""

    at: datetime
    sources: set[str] = field(default_factory=set[str])
    whole: bool = False
    gifted: bool = False

    def note(self, source: str, kind: str) -> None:
        """One fact more."""
        self.sources.add(source)
        self.whole = self.whole or kind in RESTATING
        self.gifted = self.gifted or kind == GIFT


async def learn_locked(
    tx: Tx, locked: dict[int, Row], facts: Sequence[Fact], moved: list[Moved]
) -> list[Learned]:
    """State facts about orders that this transaction has locked; adds to `moved` what is another
    order now. A fact known already changes nothing."""
    if not facts:
        return []
    fresh, known = await store.state_facts(tx, facts)
    if known:
        moved += await _refold(tx, {i: locked[i] for i in known}, fresh, known)
    return [
        Learned(row["number"], "changed" if order_id in known else "unchanged")
        for order_id, row in locked.items()
    ]


async def _refold(
    tx: Tx, rows: dict[int, Row], fresh: set[FactKey], known: Mapping[int, Sequence[Fact]]
) -> list[Moved]:
    """Fold all facts (`known`) of the locked orders and replace their rows, whole those that were
    told anew by a snapshot and the like; `fresh` are the facts nobody knew."""
    at = clock_now()
    new = _Refolded()
    told: dict[int, _Told] = {order_id: _Told(at) for order_id in rows}
    for order_id, source, kind, _ in fresh:
        told[order_id].note(source, kind)
    for order_id, facts in known.items():
        _refold_one(new, rows[order_id], facts, told[order_id])
    await store.restage(tx, new.written)
    whole = [order_id for order_id, one in told.items() if one.whole]
    await store.drop_details(tx, lines_of=new.stale, tags_of=whole)
    await store.copy_details(tx, new.written)
    append_changes(tx, new.counts)
    outbox.append(tx, *new.events)
    await troubles.keep_up(tx, new.seen, at)
    await look_at_recipients(tx, rows, known, fresh)
    await plan(tx, new.seen)
    for shop_id, numbers in _by_shop(rows.values()):
        live.announce(tx, "orders", shop_id=shop_id, numbers=numbers, n=len(numbers))
    return new.moves


def _refold_one(new: _Refolded, row: Row, facts: Sequence[Fact], told: _Told) -> None:
    at, sources = told.at, sorted(told.sources)
    state = fold(facts)
    derived = derive(state, at)
    who = _next_version(row, at.isoformat())
    another = state.snapshot is not None and state.snapshot["digest"] != row["digest"].hex()
    renewed = another or told.gifted
    if renewed:
        new.stale.append(who.order_id)
    if told.whole:
        new.written.add(who, state, derived, lines=renewed)
    else:
        new.written.add_derived(who, derived)
    placed_at = row["placed_at"]
    if renewed and state.snapshot is not None:
        placed_at = datetime.fromisoformat(state.snapshot["placed"])
    before = (row["stage"], row["flags"], row["placed_at"])
    note_move(new.counts, who.shop_id, before, (derived.stage, derived.flags, placed_at), at)
    if state.snapshot is not None:
        packed = is_packed(derived.stage, derived.flags)
        freed = is_packed(row["stage"], row["flags"]) and not packed
        past = state.history  # Of lines taken off, a parcel may tell what of them had left.
        new.moves.append(
            Moved(who.order_id, who.number, who.shop_id, row["stage"], derived.stage,
                derived.priority, renewed or freed or past.altered or bool(past.unsure),
                lines_of_goods(state), gifts_of(state.verdict), gone_units(state), past.altered,
                packed)
        )  # fmt: skip
    about = (who.number, who.shop_id, who.version, sources)
    new.events.append(order_changed(about, (row["stage"], str(derived.stage)), at))
    new.seen.append(troubles.Seen(who.order_id, *about[:3], row["flags"], state, derived, sources))


def _next_version(row: Row, stamp: str) -> Identity:
    return Identity(
        row["id"], row["shop_id"], row["channel"], row["number"], row["external_no"],
        row["learned_at"].isoformat(), stamp, row["version"] + 1, row["raw_ref"],
    )  # fmt: skip


def _by_shop(rows: Iterable[Row]) -> Iterable[tuple[int, list[str]]]:
    shops: dict[int, list[str]] = {}
    for row in rows:
        shops.setdefault(row["shop_id"], []).append(row["number"])
    return shops.items()
