"""Call quotas of a shop: per second and per day."""

from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class Limiter:
    """None means unlimited; refused calls are not counted."""

    per_second: int | None = None
    per_day: int | None = None
    _recent: deque[float] = field(default_factory=deque[float])
    _day: int = 0
    _used_today: int = 0

    def refuse(self, at: float) -> str | None:
        """Takes one call at this instant, or says which quota is used up."""
        day = int(at // 86400)
        if day != self._day:
            self._day, self._used_today = day, 0
        if self.per_day is not None and self._used_today >= self.per_day:
            return "daily_quota"
        while self._recent and self._recent[0] <= at - 1:
            self._recent.popleft()
        if self.per_second is not None and len(self._recent) >= self.per_second:
            return "throttled"
        self._used_today += 1
        if self.per_second is not None:
            self._recent.append(at)
        return None
