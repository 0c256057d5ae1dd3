"""What rows of a source lead to: the same as if our own warehouse or a person had said it."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson

from orderhub.fulfilment.facade import ParcelEvent, Scan, ScanState, Taken, Told, take_told
from orderhub.fulfilment.facade import Source as Says
from orderhub.infra.db import Tx
from orderhub.kernel.errors import ContractViolation
from orderhub.kernel.types import Refusal
from orderhub.sources.model.rows import RowOutcome, RowState, Shipment, StockCount
from orderhub.sources.model.sources import Source
from orderhub.stock.facade import Reported, take_report

UNKNOWN_SKU = "unknown_sku"
Times = tuple[datetime, datetime]  # when the rows came, and now
STATES: Mapping[ScanState, RowState] = {
    ScanState.APPLIED: RowState.TAKEN,
    ScanState.REPEATED: RowState.REPEATED,
    ScanState.PARKED: RowState.WAITING,
    ScanState.EXCEPTED: RowState.EXCEPTED,
}


async def apply_shipments(
    tx: Tx, source: Source, rows: Sequence[Shipment], times: Times
) -> list[RowOutcome]:
    """Outcomes in the order of the rows; what is not known yet is to be set aside."""
    told = [Told(ParcelEvent(row.event), _scan(source, row, times[0])) for row in rows]
    outcomes = await take_told(tx, told, times[1])
    return [_outcome(row.key, one) for row, one in zip(rows, outcomes, strict=True)]


async def apply_counts(
    tx: Tx, source: Source, rows: Sequence[StockCount], times: Times
) -> list[RowOutcome]:
    """Outcomes in the order of the rows; counts are compared with the book, and not booked. Sent
    again they change nothing, and an older one does not replace a newer."""
    came, now = times
    reports: defaultdict[tuple[str, datetime], dict[str, int]] = defaultdict(dict)
    for row in rows:
        if warehouse := row.warehouse or source.warehouse:
            reports[warehouse, min(row.at or came, came)][row.sku] = row.units
    unknown: set[str] = set()
    for (warehouse, at), totals in sorted(reports.items(), key=lambda one: one[0]):
        said = Reported(
            warehouse=warehouse,
            report_no=_report_no(source, at, totals),
            source=source.name,
            at=at,
            totals=totals,
        )
        unknown |= set(await take_report(tx, said, now))
    return [_counted(source, row, unknown) for row in rows]


def _report_no(source: Source, at: datetime, totals: Mapping[str, int]) -> str:
    """The same counts of one moment are one report, however often they come."""
    said = orjson.dumps(dict(totals), option=orjson.OPT_SORT_KEYS)
    return f"{source.sender}:{at.isoformat()}:{hashlib.sha256(said).hexdigest()[:16]}"


def _counted(source: Source, row: StockCount, unknown: set[str]) -> RowOutcome:
    if not (row.warehouse or source.warehouse):
        detail = "neither the row nor the source says which warehouse"
        return RowOutcome(row.key, RowState.SET_ASIDE, ContractViolation.code, detail, "warehouse")
    if row.sku in unknown:
        detail = "there is no such SKU with stock of its own"
        return RowOutcome(row.key, RowState.SET_ASIDE, UNKNOWN_SKU, detail, "sku")
    return RowOutcome(row.key, RowState.TAKEN)


def _scan(source: Source, row: Shipment, came: datetime) -> Scan:
    """A source whose clock runs ahead does not tell of the future."""
    return Scan(
        source=Says.WMS,
        sender=source.sender,
        key=row.key,
        order_ref=row.order,
        carrier=row.carrier,
        waybill_no=row.waybill_no,
        occurred_at=min(row.at or came, came),
        units=row.units,
        replaces=row.replaces,
        weight_g=row.weight_g,
    )


def _outcome(key: str, outcome: Taken | Refusal) -> RowOutcome:
    if isinstance(outcome, Refusal):
        return RowOutcome(key, RowState.SET_ASIDE, outcome.code, outcome.detail)
    return RowOutcome(key, STATES[outcome.state], outcome.reason, number=outcome.number)
