"""What the machinery tells a monitor: queues, their age, the disk. Sampled when asked for."""

from pathlib import Path

from prometheus_client import Gauge, generate_latest
from sqlalchemy import text

from orderhub.infra.bus.status import last_status, queues
from orderhub.infra.db import Database
from orderhub.infra.disk import free_mb
from orderhub.infra.telemetry import registry

OUTBOX_ROWS = Gauge(
    "hub_outbox_rows", "Events not yet on the bus (at most 100000)", registry=registry
)
OUTBOX_AGE = Gauge("hub_outbox_age_seconds", "Age of the oldest of them", registry=registry)
BUS_LAG = Gauge(
    "hub_bus_lag_messages",
    "On the broker and in PostgreSQL, not done",
    ["consumer"],
    registry=registry,
)
BUS_UP = Gauge("hub_bus_up", "1: the bus answered a worker when last asked", registry=registry)
BUS_ROWS = Gauge("hub_bus_messages_rows", "Waiting messages", ["consumer"], registry=registry)
DEAD_LETTERS = Gauge("hub_bus_dead_letters_rows", "Put aside", ["consumer"], registry=registry)
TIMERS_LATE = Gauge("hub_timers_late_seconds", "How late the latest timer is", registry=registry)
DISK_FREE = Gauge("hub_disk_free_megabytes", "Free space of the home", registry=registry)
SAMPLE = text("""
SELECT
    (SELECT count(*) FROM (SELECT 1 FROM outbox LIMIT 100000) AS few) AS outbox_rows,
    (SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)
        FROM (SELECT created_at FROM outbox ORDER BY id LIMIT 1) AS oldest) AS outbox_age,
    (SELECT coalesce(extract(epoch FROM now() - min(due_at)), 0)
        FROM timers WHERE due_at < now()) AS timers_late
""")
WAITING = text("SELECT consumer, count(*) AS n FROM bus_messages GROUP BY consumer")
DEAD = text("SELECT consumer, count(*) AS n FROM dead_letters GROUP BY consumer")


async def exposition(db: Database, home: Path) -> bytes:
    """All metrics of this process and of the shared queues, in Prometheus text format."""
    async with db.transaction() as tx:
        row = (await tx.execute(SAMPLE)).one()
        for gauge, query in ((BUS_ROWS, WAITING), (DEAD_LETTERS, DEAD)):
            gauge.clear()
            for found in (await tx.execute(query)).all():
                gauge.labels(found.consumer).set(found.n)
        status, waiting = await last_status(tx), await queues(tx)
    BUS_UP.set(int(status is None or not status.trouble))
    BUS_LAG.clear()
    for queue in waiting:
        BUS_LAG.labels(queue.consumer).set(queue.on_broker + queue.waiting)
    OUTBOX_ROWS.set(row.outbox_rows)
    OUTBOX_AGE.set(float(row.outbox_age))
    TIMERS_LATE.set(float(row.timers_late))
    DISK_FREE.set(free_mb(home))
    return generate_latest(registry)
