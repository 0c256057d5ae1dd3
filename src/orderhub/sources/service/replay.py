"""Rows set aside: tried again by the mapping of today, or dismissed with a reason."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orderhub.access.facade import Actor, record
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.sources.decide.forms import compiled
from orderhub.sources.decide.hiding import hidden
from orderhub.sources.decide.reading import read_row, rows_in
from orderhub.sources.model.rows import Aside, AsideState, ReadRow, RowState, Trouble
from orderhub.sources.model.sources import Source
from orderhub.sources.service.intake import NO_MAPPING, parsed, set_aside, take_rows
from orderhub.sources.store import aside, mappings, receipts, sources
from orderhub.vault.facade import RawGone, open_raw

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of one entry: closed, or why it stays; `number` of its order, "" without one."""

    id: int
    closed: bool
    reason: str = ""
    field: str = ""
    detail: str = ""
    number: str = ""


async def replay(
    tx: Tx,
    actor: Actor,
    source_id: int,
    which: tuple[Collection[int] | None, str | None],
    now: datetime,
) -> list[Replayed]:
    """Read kept rows again, by ids or reason (None: all), oldest first, at most 200. NotFound."""
    source = await sources.get(tx, source_id)
    await receipts.take_turn(tx, source_id)
    entries = await aside.lock_open(tx, source_id, *which, AT_ONCE)
    by = actor.reference
    results = [await _again(tx, source, entry, (by, now), counted=True) for entry in entries]
    closed = sum(result.closed for result in results)
    detail = {"asked": len(entries), "taken_in": closed}
    await record(tx, actor, "sources.replay", f"source:{source_id}", detail=detail)
    live.announce(tx, "sources", source_id=source_id)
    return results


async def again(
    tx: Tx, actor: Actor, source_id: int, which: tuple[Collection[str], datetime], now: datetime
) -> int:
    """Try those of one source by itself that wait for what was not known (`which`: reasons, and
    since when they came); how many are in now."""
    source = await sources.get(tx, source_id)
    await receipts.take_turn(tx, source_id)
    entries = await aside.lock_waiting(tx, source_id, which, now, AT_ONCE)
    by = actor.reference
    results = [await _again(tx, source, entry, (by, now), counted=False) for entry in entries]
    if closed := sum(result.closed for result in results):
        live.announce(tx, "sources", source_id=source_id)
    return closed


async def dismiss(
    tx: Tx,
    actor: Actor,
    source_id: int,
    said: tuple[Collection[int], str],
    now: datetime,
) -> list[int]:
    """Close entries for good, saying why; those that were open. NotFound."""
    ids, reason = said
    await sources.get(tx, source_id)
    entries = await aside.lock_open(tx, source_id, ids, None, len(ids))
    found = [entry.id for entry in entries]
    closed = await aside.close(tx, found, AsideState.DISMISSED, (actor.reference, now), reason)
    detail = {"ids": sorted(closed)[:100], "n": len(closed)}
    await record(tx, actor, "sources.dismiss", f"source:{source_id}", detail=detail)
    live.announce(tx, "sources", source_id=source_id)
    return sorted(closed)


async def shown_payload(tx: Tx, entry: Aside) -> Any:
    """The entry as it came, people hidden; None when it is past its time."""
    source = await sources.get(tx, entry.source_id)
    mapping = await mappings.current(tx, source.id)
    shown = frozenset[str]() if mapping is None else compiled(source.kind, mapping.spec).names
    try:
        return hidden(parsed(await open_raw(tx, entry.raw_ref)), shown)
    except RawGone:
        return None


async def _again(
    tx: Tx, source: Source, entry: Aside, tried: tuple[str, datetime], *, counted: bool
) -> Replayed:
    now = tried[1]
    found = await _rows(tx, source, entry)
    if isinstance(found, Trouble):
        return await _stays(tx, entry, found, now, counted=counted)
    outcomes = await take_rows(tx, source, found, (entry.received_at, now))
    if entry.whole:
        await set_aside(tx, source, found, outcomes, entry.received_at)
    elif outcomes[0].state is RowState.SET_ASIDE:
        why = outcomes[0]
        told = Trouble(why.reason, why.field, why.detail)
        return await _stays(tx, entry, told, now, counted=counted)
    await aside.close(tx, [entry.id], AsideState.REPLAYED, tried)
    number = next((one.number for one in outcomes if one.number), "")
    return Replayed(entry.id, closed=True, number=number)


async def _rows(tx: Tx, source: Source, entry: Aside) -> list[ReadRow] | Trouble:
    mapping = await mappings.current(tx, source.id)
    if mapping is None:
        return NO_MAPPING
    try:
        document = parsed(await open_raw(tx, entry.raw_ref))
    except RawGone as gone:
        return Trouble(gone.code, "", gone.detail)
    form = compiled(source.kind, mapping.spec)
    found = rows_in(document, form) if entry.whole else [document]
    if isinstance(found, Trouble):
        return found
    return [read_row(raw, form, source.kind) for raw in found]


async def _stays(tx: Tx, entry: Aside, why: Trouble, now: datetime, *, counted: bool) -> Replayed:
    await aside.note_try(tx, entry.id, why, now, counted=counted)
    return Replayed(entry.id, closed=False, reason=why.reason, field=why.field, detail=why.detail)
