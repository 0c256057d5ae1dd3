"""Calls as they are kept, and what they say."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCall:
    """One call that left the process; `external_no` when it was about one order."""

    at: datetime
    shop_id: int
    channel: str
    app_key: str
    method: str
    outcome: str
    code: str
    channel_code: str
    ms: int
    external_no: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """A shop's calls of the last minutes: `ok_rate` 0..1, `p95_ms`; None where there were none."""

    shop_id: int
    calls: int
    ok_rate: float | None
    p95_ms: int | None
    last_error_code: str | None
    last_error_at: datetime | None
