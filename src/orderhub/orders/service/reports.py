"""Exceptions that other slices report, and take back when they see no cause any more."""

from collections.abc import Sequence
from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.kernel.records import record
from orderhub.orders.model import ExceptionKind, Fact, Learned
from orderhub.orders.service.absorb import learn


@record
class Report:
    """What another slice found: `reason` for people, `cause` a token of the very cause."""

    order_id: int
    kind: ExceptionKind
    reason: str = ""
    cause: str = ""


async def raise_exceptions(
    tx: Tx, source: str, reports: Sequence[Report], now: datetime
) -> list[Learned]:
    """Stop these orders until the same source clears it; one that is raised already learns the
    newer reason. Orders that have left keep the fact and no exception, but for a changed
    address, changed lines and a parcel in trouble; so do those that ended."""
    return await learn(tx, [_fact(source, report, now, on=True) for report in reports])


async def clear_exceptions(
    tx: Tx, source: str, reports: Sequence[Report], now: datetime
) -> list[Learned]:
    """The source sees no cause any more; what others say of the order stays."""
    return await learn(tx, [_fact(source, report, now, on=False) for report in reports])


def _fact(source: str, report: Report, now: datetime, *, on: bool) -> Fact:
    name = f"{report.kind}:{source}"
    data = {"name": name, "on": on, "reason_code": report.reason, "cause": report.cause}
    return Fact(
        order_id=report.order_id,
        source=source,
        kind="exception",
        key=f"{name}:{now.isoformat()}:{'on' if on else 'over'}",
        occurred_at=now,
        learned_at=now,
        data=data,
    )
