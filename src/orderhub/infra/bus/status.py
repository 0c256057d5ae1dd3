"""How the bus is, as a worker saw it last: for the console, the metrics and `doctor` alike."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import text

from orderhub.infra.bus import Bus, Carrier
from orderhub.infra.db import Database, Tx
from orderhub.infra.installation import recall, remember
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import BrokerDown

KNOWN_AS = "bus_status"
QUEUES = text("""
SELECT consumer, coalesce(waiting, 0) AS waiting, coalesce(retrying, 0) AS retrying, oldest_at,
    coalesce(dead, 0) AS dead
FROM (
    SELECT consumer, count(*) AS waiting, count(*) FILTER (WHERE attempts > 0) AS retrying,
        min(published_at) AS oldest_at
    FROM bus_messages GROUP BY consumer
) AS w
FULL JOIN (SELECT consumer, count(*) AS dead FROM dead_letters GROUP BY consumer) AS d
USING (consumer)
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class BusStatus:
    """`trouble` is empty when the broker answers; `since`: when it began to, or to be silent."""

    carrier: Carrier
    trouble: str
    since: datetime
    sampled_at: datetime
    on_broker: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What one consumer has not done: in PostgreSQL, to be retried, dead. `hub` has what is on the
    broker still."""

    consumer: str
    on_broker: int
    waiting: int
    retrying: int
    dead: int
    oldest_at: datetime | None


async def sample(db: Database, bus: Bus, now: Callable[[], datetime]) -> None:
    """Ask the broker what it holds for the hub, and keep the answer."""
    trouble, found = "", dict[str, int]()
    try:
        found = await bus.backlog()
    except BrokerDown as error:
        trouble = error.detail
    at = now()
    async with db.transaction() as tx:
        before = await last_status(tx)
        same = before is not None and bool(before.trouble) == bool(trouble)
        since = before.since if before is not None and same else at
        if trouble and not same:
            log.error("bus.down", reason=trouble)
        kept = BusStatus(
            carrier=bus.carrier, trouble=trouble, since=since, sampled_at=at, on_broker=found
        )
        await remember(tx, KNOWN_AS, asdict(kept))


async def last_status(tx: Tx) -> BusStatus | None:
    """None before a worker has run that tells which bus it is on."""
    kept = await recall(tx, KNOWN_AS)
    if kept is None or "carrier" not in kept:
        return None
    return BusStatus(
        carrier=kept["carrier"],
        trouble=kept["trouble"],
        since=datetime.fromisoformat(kept["since"]),
        sampled_at=datetime.fromisoformat(kept["sampled_at"]),
        on_broker=kept["on_broker"],
    )


async def queues(tx: Tx) -> list[Queue]:
    """Consumers that have something waiting or dead, by name; the same on every bus."""
    status = await last_status(tx)
    on_broker = status.on_broker if status else {}
    rows = {row.consumer: row for row in (await tx.execute(QUEUES)).all()}
    return [
        Queue(
            consumer=consumer,
            on_broker=on_broker.get(consumer, 0),
            waiting=row.waiting if row else 0,
            retrying=row.retrying if row else 0,
            dead=row.dead if row else 0,
            oldest_at=row.oldest_at if row else None,
        )
        for consumer in sorted({*on_broker, *rows})
        for row in [rows.get(consumer)]
    ]
