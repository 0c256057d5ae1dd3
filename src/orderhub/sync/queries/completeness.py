"""What the completeness screen asks: days of shops, hours of a day, gaps for the monitor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.sync.model import CheckState

# Of each hour the later check counts, once it is made; gaps count whichever check found them.
DAYS = text("""
    WITH asked AS (
        SELECT * FROM sync_checks
        WHERE (cast(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
            AND window_from >= :since AND window_from < :until
    ), hours AS (
        SELECT DISTINCT ON (shop_id, window_from) shop_id, window_from, state, channel_count,
            hub_count, unread
        FROM asked ORDER BY shop_id, window_from, (state = 'waiting'), round
    ), days AS (
        SELECT shop_id, (window_from AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*) AS hours,
            count(*) FILTER (WHERE state = 'waiting') AS waiting,
            sum(channel_count) AS channel_count, sum(hub_count) AS hub_count,
            sum(cardinality(unread)) AS unread
        FROM hours GROUP BY 1, 2
    ), found AS (
        SELECT shop_id, (window_from AT TIME ZONE 'Asia/Shanghai')::date AS day,
            sum(cardinality(gaps)) AS gaps, sum(cardinality(findings)) AS findings
        FROM asked GROUP BY 1, 2
    )
    SELECT d.*, f.gaps, f.findings, c.version FROM days d JOIN found f USING (shop_id, day)
    LEFT JOIN LATERAL (SELECT max(version) AS version FROM sync_certificates c
        WHERE c.shop_id = d.shop_id AND c.day = d.day) c ON true
    ORDER BY d.shop_id, d.day
""")
GAPS = text("""
    SELECT coalesce(sum(cardinality(gaps)), 0) AS filled,
        (SELECT count(DISTINCT (shop_id, no)) FROM sync_checks, unnest(unread) AS no
            WHERE state = 'open' AND window_from > :since) AS open
    FROM sync_checks WHERE window_from > :since
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A shop's day: `certificate` is the newest version, None when there is none yet."""

    shop_id: int
    day: date
    state: CheckState
    hours: int
    waiting: int
    channel_count: int
    hub_count: int
    gaps: int
    unread: int
    findings: int
    certificate: int | None


async def days(tx: Tx, shops: Sequence[int] | None, since: datetime, until: datetime) -> list[Day]:
    """Days that have checks, by shop and day; None: every shop."""
    asked = {"shops": None if shops is None else list(shops), "since": since, "until": until}
    return [
        Day(
            shop_id=row.shop_id,
            day=row.day,
            state=_state(row.waiting, row.hours, row.unread, row.gaps),
            hours=row.hours,
            waiting=row.waiting,
            channel_count=row.channel_count,
            hub_count=row.hub_count,
            gaps=row.gaps,
            unread=row.unread,
            findings=row.findings,
            certificate=row.version,
        )
        for row in await tx.execute(DAYS, asked)
    ]


async def gap_counts(tx: Tx, since: datetime) -> dict[str, int]:
    """Gaps of hours since then: `filled`, and `open` ones that wait in quarantine."""
    row = (await tx.execute(GAPS, {"since": since})).one()
    return {"filled": row.filled, "open": row.open}


def _state(waiting: int, hours: int, unread: int, gaps: int) -> CheckState:
    if unread:
        return CheckState.OPEN
    if waiting == hours:
        return CheckState.WAITING
    return CheckState.FILLED if gaps else CheckState.COMPLETE
