"""What people do with quarantined rows: try them again, or dismiss them with a reason."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from orderhub.access.facade import Actor, record
from orderhub.channels.facade import Reading, Shop, get_shop, reading_of
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.kernel.errors import InvalidInput, NotFound
from orderhub.sync.model import Delivery, Entry, EntryState, Sheet
from orderhub.sync.service.intake import take_rows
from orderhub.sync.store import quarantine
from orderhub.vault.facade import RawGone, open_raw

AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What became of one entry: the order's number, or why it stays."""

    id: int
    ok: bool
    number: str | None = None
    code: str | None = None
    field: str | None = None
    detail: str | None = None


async def replay(tx: Tx, actor: Actor, ids: Collection[int], now: datetime) -> list[Replayed]:
    """Read the kept payloads again, as mappings and connectors are today. An entry that still
    cannot be read stays open with the reason of today; one that is not open answers so."""
    entries = {entry.id: entry for entry in await _lock_seen(tx, actor, ids)}
    results = [
        Replayed(id=i, ok=False, code="not_open", detail="there is no such open entry")
        for i in ids
        if i not in entries
    ]
    by_shop = sorted(entries.values(), key=lambda entry: entry.shop_id)
    for shop_id, group in groupby(by_shop, key=lambda entry: entry.shop_id):
        shop = await get_shop(tx, shop_id)
        reading = await reading_of(tx, shop)
        results += [await _replay_one(tx, shop, reading, entry, actor, now) for entry in group]
        live.announce(tx, "quarantine", shop_id=shop_id, n=0)
    good = sum(result.ok for result in results)
    detail = {"asked": len(ids), "taken_in": good}
    await record(tx, actor, "quarantine.replay", "quarantine", detail=detail)
    return sorted(results, key=lambda result: result.id)


async def replay_reason(
    tx: Tx, actor: Actor, shop_id: int, reason: str, now: datetime
) -> list[Replayed]:
    """Replay the oldest open entries of one shop and reason, at most 500."""
    if not actor.sees(shop_id):
        raise NotFound("there is no such shop")
    return await replay(tx, actor, await quarantine.open_ids(tx, shop_id, reason, AT_ONCE), now)


async def dismiss(
    tx: Tx, actor: Actor, ids: Collection[int], reason: str, now: datetime
) -> Sequence[int]:
    """Close entries for good, saying why; returns those that were open and in scope."""
    seen = [entry.id for entry in await _lock_seen(tx, actor, ids)]
    closed = await quarantine.close(
        tx, seen, EntryState.DISMISSED, by=actor.reference, now=now, reason=reason
    )
    detail = {"ids": sorted(closed)[:100], "n": len(closed)}
    await record(tx, actor, "quarantine.dismiss", "quarantine", detail=detail)
    live.announce(tx, "quarantine", n=0)
    return closed


async def _lock_seen(tx: Tx, actor: Actor, ids: Collection[int]) -> list[Entry]:
    if len(ids) > AT_ONCE:
        raise InvalidInput(f"at most {AT_ONCE} entries at once", where="ids")
    return [entry for entry in await quarantine.lock_open(tx, ids) if actor.sees(entry.shop_id)]


async def _replay_one(
    tx: Tx, shop: Shop, reading: Reading, entry: Entry, actor: Actor, now: datetime
) -> Replayed:
    try:
        body = await open_raw(tx, entry.raw_ref)
        rows = reading.row(body)
    except (RawGone, InvalidInput) as error:
        await quarantine.note_try(tx, entry.id, entry.reason, entry.field, error.detail)
        return Replayed(id=entry.id, ok=False, code=error.code, detail=error.detail)
    delivery = Delivery(
        sheets=[Sheet(rows=rows, body=body)],
        read_at=entry.received_at,
        source=entry.source,
        by=actor.reference,
    )
    taken = await take_rows(tx, shop, reading, delivery)
    if taken.entered:
        await quarantine.close(tx, [entry.id], EntryState.REPLAYED, by=actor.reference, now=now)
        return Replayed(id=entry.id, ok=True, number=taken.entered[0].number)
    if not taken.problems:
        return Replayed(id=entry.id, ok=False, code="no_order", detail="the payload has no order")
    problem = taken.problems[0]
    await quarantine.note_try(tx, entry.id, problem.reason, problem.field, problem.detail)
    return Replayed(
        id=entry.id, ok=False, code=problem.reason, field=problem.field, detail=problem.detail
    )
