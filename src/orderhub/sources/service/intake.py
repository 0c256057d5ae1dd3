"""Taking a document of a source in: good rows have their effect, bad ones are set aside."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.kernel.errors import InvalidInput
from orderhub.sources.decide.forms import compiled
from orderhub.sources.decide.reading import read_row, rows_in
from orderhub.sources.model.rows import (
    ReadRow,
    ReceiptWay,
    Received,
    RowOutcome,
    RowState,
    Shipment,
    StockCount,
    Trouble,
)
from orderhub.sources.model.sources import PublishedMapping, Source, SourceKind
from orderhub.sources.service.effects import Times, apply_counts, apply_shipments
from orderhub.sources.store import aside, mappings, receipts
from orderhub.vault.facade import keep_raw, load_ring

ROWS_MAX = {ReceiptWay.PUSH: 1_000, ReceiptWay.PULL: 5_000}
REGION, NO_SHOP, RAW = "cn", 0, "source"
NO_MAPPING = Trouble("no_mapping", "", "no mapping is published yet; publish one, then replay")
LABEL_MAX = 64
KEEP_COUNTS_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A body as it came; `ms`: how long the call took that brought it."""

    way: ReceiptWay
    body: bytes
    at: datetime
    ms: int = 0


def parsed(body: bytes) -> Any:
    """InvalidInput for what is no JSON."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(f"not JSON: {error.msg} at {error.pos}", field="body") from None


async def take(tx: Tx, source: Source, arrived: Arrived) -> Received:
    """Rows in, in one transaction with their receipt. InvalidInput for no JSON or too many rows."""
    document = parsed(arrived.body)
    await receipts.take_turn(tx, source.id)
    mapping = await mappings.current(tx, source.id)
    rows = _rows(source, mapping, document)
    if isinstance(rows, Trouble):
        outcomes = [await _whole(tx, source, arrived, rows)]
    else:
        if len(rows) > (most := ROWS_MAX[arrived.way]):
            raise InvalidInput(f"at most {most} rows at once", field="rows")
        outcomes = await take_rows(tx, source, rows, (arrived.at, arrived.at))
        await set_aside(tx, source, rows, outcomes, arrived.at)
    received = Received(source_id=source.id, rows=outcomes)
    worth = await _is_worth_keeping(tx, source, received, arrived.at)
    raw_ref = await _keep(tx, arrived.body) if worth else None
    await receipts.add(tx, arrived.way, received, arrived.at, (arrived.ms, raw_ref))
    live.announce(tx, "sources", source_id=source.id)
    return received


async def take_rows(
    tx: Tx, source: Source, rows: Sequence[ReadRow], times: Times
) -> list[RowOutcome]:
    """The effect of each row that can be read, an outcome for all; nothing is set aside yet."""
    shipments = [row.said for row in rows if isinstance(row.said, Shipment)]
    counts = [row.said for row in rows if isinstance(row.said, StockCount)]
    shipped = iter(await apply_shipments(tx, source, shipments, times) if shipments else ())
    counted = iter(await apply_counts(tx, source, counts, times) if counts else ())
    outcomes: list[RowOutcome] = []
    for row in rows:
        match row.said:
            case Shipment():
                outcomes.append(next(shipped))
            case StockCount():
                outcomes.append(next(counted))
            case Trouble(reason, field, detail):
                outcomes.append(RowOutcome("", RowState.SET_ASIDE, reason, detail, field))
    return outcomes


def label_of(mapped: Mapping[str, Any]) -> str:
    """What people call the row by: the number of its order, or its SKU."""
    said: object = mapped.get("order", mapped.get("sku", ""))
    known = str(said)[:LABEL_MAX] if isinstance(said, str | int) else ""
    return known if known.isprintable() else ""


def _rows(
    source: Source, mapping: PublishedMapping | None, document: Any
) -> list[ReadRow] | Trouble:
    if mapping is None:
        return NO_MAPPING
    form = compiled(source.kind, mapping.spec)
    found = rows_in(document, form)
    if isinstance(found, Trouble):
        return found
    return [read_row(raw, form, source.kind) for raw in found]


async def _is_worth_keeping(tx: Tx, source: Source, received: Received, at: datetime) -> bool:
    """What taught nothing is not kept, and of counts, which come again and again, one an hour: as
    the sample to write a mapping on. Rows set aside are kept by themselves."""
    if not received.count(*(set(RowState) - {RowState.REPEATED})):
        return False
    if source.kind is not SourceKind.STOCK_COUNTS:
        return True
    return not await receipts.kept_since(tx, source.id, at - KEEP_COUNTS_EVERY)


async def _whole(tx: Tx, source: Source, arrived: Arrived, why: Trouble) -> RowOutcome:
    entry = (arrived.body, "", True)
    await _put(tx, source, {_digest(arrived.body): (entry, why)}, arrived.at)
    return RowOutcome("", RowState.SET_ASIDE, why.reason, why.detail, why.field)


async def set_aside(
    tx: Tx,
    source: Source,
    rows: Sequence[ReadRow],
    outcomes: Sequence[RowOutcome],
    now: datetime,
) -> None:
    """Keep those that could not be taken, each as it came."""
    entries: dict[str, tuple[tuple[bytes, str, bool], Trouble]] = {}
    for row, outcome in zip(rows, outcomes, strict=True):
        if outcome.state is RowState.SET_ASIDE:
            body = orjson.dumps(row.raw)
            why = Trouble(outcome.reason, outcome.field, outcome.detail)
            entries[_digest(body)] = ((body, label_of(row.mapped), False), why)
    await _put(tx, source, entries, now)


async def _put(
    tx: Tx,
    source: Source,
    entries: Mapping[str, tuple[tuple[bytes, str, bool], Trouble]],
    now: datetime,
) -> None:
    """A row that lies there already is not kept twice."""
    known = await aside.known(tx, source.id, entries.keys()) if entries else {}
    rows: list[dict[str, Any]] = []
    for key, ((body, label, whole), why) in sorted(entries.items()):
        kept = known.get(key)
        rows.append(
            {
                "source_id": source.id,
                "key": key,
                "label": label,
                "whole": whole,
                "reason": why.reason,
                "field": why.field,
                "detail": why.detail[:500],
                "raw_ref": await _keep(tx, body) if kept is None else kept,
                "now": now,
            }
        )
    await aside.put(tx, rows)


async def _keep(tx: Tx, body: bytes) -> int:
    [ref] = await keep_raw(tx, await load_ring(tx, REGION, ()), NO_SHOP, RAW, [body])
    return ref


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
