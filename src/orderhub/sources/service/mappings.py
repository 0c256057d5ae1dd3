"""A source's mapping: tried on a sample, published, taken back to an older version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orderhub.access.facade import Actor, record
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound
from orderhub.sources.decide.forms import compiled
from orderhub.sources.decide.hiding import hidden
from orderhub.sources.decide.reading import read_row, rows_in
from orderhub.sources.model.rows import ReadRow, Trouble
from orderhub.sources.model.sources import PublishedMapping
from orderhub.sources.service.intake import parsed
from orderhub.sources.store import mappings, receipts, sources
from orderhub.vault.facade import RawGone, open_raw

SHOWN = 20


@dataclass(frozen=True, slots=True)
class TriedRow:
    """A row as it came, people hidden, beside what the draft makes of it, or why it cannot."""

    raw: Any
    mapped: Mapping[str, Any]
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class Trial:
    """What a draft makes of a sample: how many rows there are and can be read, the first ones, and
    `trouble` where no rows are found in it."""

    total: int
    readable: int
    rows: tuple[TriedRow, ...]
    trouble: Trouble | None = None


async def try_out(tx: Tx, source_id: int, spec: Mapping[str, Any], sample: str | None) -> Trial:
    """The draft on a pasted sample, or on what came last; nothing is changed. InvalidInput when the
    draft or the sample is wrong, NotFound where nothing has come yet."""
    source = await sources.get(tx, source_id)
    form = compiled(source.kind, spec)
    body = await _latest(tx, source_id) if sample is None else sample.encode()
    found = rows_in(parsed(body), form)
    if isinstance(found, Trouble):
        return Trial(0, 0, (), found)
    rows = [read_row(raw, form, source.kind) for raw in found]
    readable = sum(not isinstance(row.said, Trouble) for row in rows)
    return Trial(len(rows), readable, tuple(_tried(row, form.names) for row in rows[:SHOWN]))


async def latest_sample(tx: Tx, source_id: int) -> Any:
    """What came last, people hidden; NotFound where nothing has come yet."""
    source = await sources.get(tx, source_id)
    mapping = await mappings.current(tx, source_id)
    shown = frozenset[str]() if mapping is None else compiled(source.kind, mapping.spec).names
    return hidden(parsed(await _latest(tx, source_id)), shown)


async def publish(
    tx: Tx, actor: Actor, source_id: int, spec: Mapping[str, Any], now: datetime
) -> PublishedMapping:
    """Put the draft in force as the next version. NotFound, InvalidInput."""
    source = await sources.lock(tx, source_id)
    compiled(source.kind, spec)
    published = await mappings.insert(tx, source_id, spec, (actor.reference, now))
    await _tell(tx, actor, "publish_mapping", source_id, published)
    return published


async def restore(
    tx: Tx, actor: Actor, source_id: int, version: int, now: datetime
) -> PublishedMapping:
    """Put an older version in force again, as the next version. NotFound."""
    await sources.lock(tx, source_id)
    older = await mappings.get(tx, source_id, version)
    said = (actor.reference, now)
    published = await mappings.insert(tx, source_id, older.spec, said, restored_from=version)
    await _tell(tx, actor, "restore_mapping", source_id, published)
    return published


async def _latest(tx: Tx, source_id: int) -> bytes:
    ref = await receipts.latest_raw(tx, source_id)
    if ref is None:
        raise NotFound("nothing has come from this source yet; paste a sample")
    try:
        return await open_raw(tx, ref)
    except RawGone as gone:
        raise NotFound(gone.detail) from None


def _tried(row: ReadRow, shown: frozenset[str]) -> TriedRow:
    trouble = row.said if isinstance(row.said, Trouble) else None
    return TriedRow(hidden(row.raw, shown), row.mapped, trouble)


async def _tell(
    tx: Tx, actor: Actor, did: str, source_id: int, published: PublishedMapping
) -> None:
    detail = {"version": published.version}
    await record(tx, actor, f"sources.{did}", f"source:{source_id}", detail=detail)
    live.announce(tx, "sources", source_id=source_id)
