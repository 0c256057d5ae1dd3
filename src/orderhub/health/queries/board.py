"""The board: how each API of a shop or peer fares, over a span and now. Sums of minutes only."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import text

from orderhub.health.model.calls import NEWS, SEPARATOR
from orderhub.health.model.latency import BUCKETS
from orderhub.infra.db import Tx

IDLE_AFTER = timedelta(days=7)
_LATENCY = ", ".join(f"sum(latency[{place}])" for place in range(1, BUCKETS + 1))
_SUMS = f"""
    sum(ok) AS ok, sum(failed) AS failed, sum(unknown) AS unknown, ARRAY[{_LATENCY}] AS latency"""
_SCOPE = """(cast(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops)
        OR peer = ANY(cast(:peers AS text[])))"""
APIS = text(f"""
    SELECT shop_id, peer, method, direction, {_SUMS} FROM call_minutes
    WHERE minute >= :since AND {_SCOPE} GROUP BY 1, 2, 3, 4
""")
CODES = text(f"""
    SELECT shop_id, peer, method, direction, code, sum(cast(n AS integer)) AS n
    FROM call_minutes, jsonb_each_text(codes) AS told (code, n)
    WHERE minute >= :since AND failed + unknown > 0 AND {_SCOPE} GROUP BY 1, 2, 3, 4, 5
""")
CONNECTIONS = text(f"""
    SELECT shop_id, peer, app_key, method, direction, failures, first_failed_at, last_failed_at,
        last_good_at, code, channel_code
    FROM health_connections
    WHERE greatest(last_good_at, last_failed_at) >= :seen AND {_SCOPE}
    ORDER BY shop_id, peer, direction DESC, method
""")
SERIES = text(f"""
    SELECT date_bin(:step, minute, :origin) AS at, {_SUMS} FROM call_minutes
    WHERE minute >= :since AND {_SCOPE}
      AND (cast(:method AS text) IS NULL OR method = :method) GROUP BY 1 ORDER BY 1
""")
SERIES_CODES = text(f"""
    SELECT date_bin(:step, minute, :origin) AS at, code, sum(cast(n AS integer)) AS n
    FROM call_minutes, jsonb_each_text(codes) AS told (code, n)
    WHERE minute >= :since AND failed + unknown > 0 AND {_SCOPE}
      AND (cast(:method AS text) IS NULL OR method = :method) GROUP BY 1, 2 ORDER BY 1
""")
CHANNELS = text(f"""
    SELECT channel, {_SUMS}, count(DISTINCT minute) AS minutes,
        count(DISTINCT minute) FILTER (WHERE ok > 0 OR EXISTS (
            SELECT 1 FROM jsonb_object_keys(codes) AS told (code)
            WHERE split_part(code, :separator, 1) = ANY(:news))) AS good_minutes
    FROM call_minutes WHERE minute >= :since AND {_SCOPE} GROUP BY 1
""")
CHANNEL_CODES = text(f"""
    SELECT channel, code, sum(cast(n AS integer)) AS n
    FROM call_minutes, jsonb_each_text(codes) AS told (code, n)
    WHERE minute >= :since AND failed + unknown > 0 AND {_SCOPE} GROUP BY 1, 2
""")
CHANNEL_INCIDENTS = text("""
    SELECT channel, count(*) AS n, coalesce(sum(extract(epoch FROM
        coalesce(resolved_at, :now) - greatest(first_failed_at, :since))), 0)::bigint AS down_s
    FROM incidents
    WHERE coalesce(resolved_at, :now) >= :since
      AND (cast(:shops AS integer[]) IS NULL OR shop_ids && cast(:shops AS integer[]))
    GROUP BY 1
""")
Key = tuple[int, str, str, str]
Row = Mapping[Any, Any]
K = TypeVar("K")
ORIGIN = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose calls are looked at: all, or those of these shops and these peers."""

    shops: Sequence[int] | None
    peers: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """One API of one shop or peer: sums over the span, and how it stands now."""

    shop_id: int
    peer: str
    app_key: str
    method: str
    direction: str
    ok: int
    failed: int
    unknown: int
    latency: Sequence[int]
    codes: Mapping[str, int]
    failures: int
    failing_since: datetime | None
    last_good_at: datetime | None
    last_failed_at: datetime | None
    code: str
    channel_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The calls of one step."""

    at: datetime
    ok: int
    failed: int
    unknown: int
    latency: Sequence[int]
    codes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCalls:
    """What the calls of a span say of a channel (B10)."""

    channel: str
    ok: int
    failed: int
    unknown: int
    latency: Sequence[int]
    codes: Mapping[str, int]
    minutes: int
    good_minutes: int
    incidents: int
    down_s: int


async def apis(tx: Tx, scope: Scope, since: datetime, now: datetime) -> list[Api]:
    """Every connection that was used in the last days."""
    asked = _asked(scope, since=since)
    sums = {_key(row): row for row in (await tx.execute(APIS, asked)).mappings()}
    codes = _grouped((await tx.execute(CODES, asked)).mappings(), _key)
    found = await tx.execute(CONNECTIONS, _asked(scope, seen=now - IDLE_AFTER))
    return [
        Api(
            **_sums(sums.get(_key(row))),
            shop_id=row["shop_id"],
            peer=row["peer"],
            app_key=row["app_key"],
            method=row["method"],
            direction=row["direction"],
            codes=codes.get(_key(row), {}),
            failures=row["failures"],
            failing_since=row["first_failed_at"] if row["failures"] else None,
            last_good_at=row["last_good_at"],
            last_failed_at=row["last_failed_at"],
            code=row["code"],
            channel_code=row["channel_code"],
        )
        for row in found.mappings()
    ]


async def series(
    tx: Tx, scope: Scope, method: str | None, since: datetime, step: timedelta
) -> list[Point]:
    """The calls step by step, oldest first; steps without calls are absent."""
    asked = _asked(scope, since=since, method=method, step=step, origin=ORIGIN)
    codes = _grouped((await tx.execute(SERIES_CODES, asked)).mappings(), _at)
    return [
        Point(**_sums(row), at=row["at"], codes=codes.get(row["at"], {}))
        for row in (await tx.execute(SERIES, asked)).mappings()
    ]


async def channels(
    tx: Tx, shops: Sequence[int] | None, since: datetime, now: datetime
) -> list[ChannelCalls]:
    """Channels side by side, by the calls made."""
    asked = _asked(Scope(shops), since=since, now=now, news=sorted(NEWS), separator=SEPARATOR)
    found = (await tx.execute(CHANNEL_CODES, asked)).mappings()
    codes = _grouped(found, _channel)
    bad = (await tx.execute(CHANNEL_INCIDENTS, asked)).mappings()
    incidents = {row["channel"]: row for row in bad}
    return [
        ChannelCalls(
            **_sums(row),
            channel=row["channel"],
            codes=codes.get(row["channel"], {}),
            minutes=row["minutes"],
            good_minutes=row["good_minutes"],
            incidents=incidents[row["channel"]]["n"] if row["channel"] in incidents else 0,
            down_s=incidents[row["channel"]]["down_s"] if row["channel"] in incidents else 0,
        )
        for row in (await tx.execute(CHANNELS, asked)).mappings()
    ]


def _asked(scope: Scope, **more: Any) -> dict[str, Any]:
    shops = None if scope.shops is None else list(scope.shops)
    return {"shops": shops, "peers": list(scope.peers), **more}


def _key(row: Row) -> Key:
    return row["shop_id"], row["peer"], row["method"], row["direction"]


def _at(row: Row) -> datetime:
    return row["at"]


def _channel(row: Row) -> str:
    return row["channel"]


def _sums(row: Row | None) -> dict[str, Any]:
    if row is None:
        return {"ok": 0, "failed": 0, "unknown": 0, "latency": [0] * BUCKETS}
    return {name: row[name] for name in ("ok", "failed", "unknown", "latency")}


def _grouped(rows: Iterable[Row], key: Callable[[Row], K]) -> dict[K, dict[str, int]]:
    found: dict[K, dict[str, int]] = {}
    for row in rows:
        found.setdefault(key(row), {})[row["code"]] = row["n"]
    return found
