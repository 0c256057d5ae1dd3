"""A connection (连接): one API of one shop or peer in one direction, and how it fares."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orderhub.health.model.calls import Direction

CONNECTION_COLUMNS = """shop_id, peer, channel, app_key, method, direction, failures, goods,
    first_failed_at, last_failed_at, good_since, last_good_at, code, channel_code"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """`failures` and `goods` count in a row up to now: one of them is 0. `good_since` is the first
    good call after the last failure; `code` and `channel_code` are of the last failure. A peer's
    has `shop_id` 0, a shop's no `peer`."""

    shop_id: int
    channel: str
    app_key: str
    method: str
    direction: Direction
    failures: int = 0
    goods: int = 0
    first_failed_at: datetime | None = None
    last_failed_at: datetime | None = None
    good_since: datetime | None = None
    last_good_at: datetime | None = None
    code: str = ""
    channel_code: str = ""
    peer: str = ""

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> "Connection":
        """A row with `CONNECTION_COLUMNS`."""
        values: dict[str, Any] = {**row, "direction": Direction(row["direction"])}
        return cls(**values)

    @property
    def failing(self) -> bool:
        return self.failures > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """Calls of one connection in one minute; `latency` counts by `model.latency.EDGES_MS`."""

    minute: datetime
    shop_id: int
    channel: str
    app_key: str
    method: str
    direction: Direction
    ok: int
    failed: int
    unknown: int
    codes: dict[str, int]
    latency: list[int]
    last_good_at: datetime | None
    last_error_at: datetime | None
    last_error: str | None
    peer: str = ""
