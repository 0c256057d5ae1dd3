"""Calls as they are kept, and what they say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Direction(StrEnum):
    """Who called: we a channel or peer (`out`), or they us (`in`)."""

    OUT = "out"
    IN = "in"


CALL_COLUMNS = (
    "at",
    "shop_id",
    "channel",
    "app_key",
    "method",
    "outcome",
    "code",
    "channel_code",
    "ms",
    "external_no",
    "direction",
    "peer",
)
NEWS = frozenset({"channel_refused", "already_done"})
SEPARATOR = " · "
"""Between our code and the channel's, where both are one text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCall:
    """One finished call, ours or a channel's or peer's; `external_no` when it was about one order:
    the channel's number, at a peer (`shop_id` 0) ours."""

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
    direction: Direction = Direction.OUT
    peer: str = ""

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> "KeptCall":
        """A row with `CALL_COLUMNS`."""
        values: dict[str, Any] = {**row, "direction": Direction(row["direction"])}
        return cls(**values)

    @property
    def minute(self) -> datetime:
        return self.at.replace(second=0, microsecond=0)

    @property
    def good(self) -> bool:
        """The line works: business news is an answer like another."""
        return self.outcome == "ok" or is_news(self.code)


def is_news(code: str) -> bool:
    """Whether a code of ours, alone or with the channel's behind it, is an answer that says no."""
    return code.partition(SEPARATOR)[0] in NEWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """A shop's calls of the last minutes: `ok_rate` 0..1 counts refusals among the answers;
    `p95_ms`; None where there were none."""

    shop_id: int
    calls: int
    ok_rate: float | None
    p95_ms: int | None
    last_error_code: str | None
    last_error_at: datetime | None
