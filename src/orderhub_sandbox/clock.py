"""The sandbox's own clock and the wall-clock text shapes of Chinese platforms."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
LOCAL_SHAPE = "%Y-%m-%d %H:%M:%S"
_CHINA_SECONDS = 8 * 3600
_day_text: dict[int, str] = {}


@dataclass(slots=True)
class Clock:
    """Wall clock in whole seconds, shifted by the control API."""

    offset_seconds: int = 0

    def now(self) -> int:
        return int(time.time()) + self.offset_seconds


def local_text(at: int) -> str:
    """`yyyy-MM-dd HH:mm:ss` at GMT+8; days are remembered, as benches print millions of times."""
    day, second = divmod(at + _CHINA_SECONDS, 86400)
    text = _day_text.get(day)
    if text is None:
        moment = datetime.fromtimestamp(day * 86400, tz=UTC)
        text = _day_text[day] = moment.strftime("%Y-%m-%d")
    minute, second = divmod(second, 60)
    hour, minute = divmod(minute, 60)
    return f"{text} {hour:02d}:{minute:02d}:{second:02d}"


def local_day(at: int) -> str:
    """`yyyy-MM-dd` at GMT+8."""
    return local_text(at)[:10]


def read_local(text: str) -> int:
    """Epoch seconds of a GMT+8 local text. ValueError when it has another shape."""
    return int(datetime.strptime(text, LOCAL_SHAPE).replace(tzinfo=CHINA).timestamp())


def utc_text(at: int) -> str:
    """ISO-8601 in UTC, the shape of the control API."""
    return datetime.fromtimestamp(at, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def bare_text(at: int, offset_seconds: int = 0) -> str:
    """`yyyy-MM-ddTHH:mm:ss` without a zone, UTC unless shifted."""
    return utc_text(at + offset_seconds)[:-1]


def zoned_text(at: int) -> str:
    """ISO-8601 with the +08:00 zone."""
    return datetime.fromtimestamp(at, tz=CHINA).isoformat()


def read_iso(text: str) -> int:
    """Epoch seconds of an ISO text; one without a zone counts as UTC."""
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
