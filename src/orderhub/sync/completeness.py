"""What a check compares, when it is due, and what it says of a shop's hour and day. Pure."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median

from orderhub.connector_kit.contract import Row
from orderhub.kernel.instants import CHINA
from orderhub.sync.model import Check, CheckState, FindingKind

HOUR = timedelta(hours=1)
SETTLED_AFTER = timedelta(minutes=10)
SPREAD_MINUTES = 40  # shops' checks lie apart within the hour
NIGHT = timedelta(hours=1)  # after midnight
CATCH_UP = timedelta(days=7)
ENOUGH_ORDERS = 20  # fewer say nothing about a fall
ENOUGH_HOURS = 5
FALLEN_TO = 0.3
VANISHED_TO = 0.5


def hour_of(instant: datetime) -> datetime:
    """The full hour at or before `instant`."""
    return instant.replace(minute=0, second=0, microsecond=0)


def day_of(instant: datetime) -> date:
    """The day in Asia/Shanghai."""
    return instant.astimezone(CHINA).date()


def span_of(day: date) -> tuple[datetime, datetime]:
    """First instant of the day in Asia/Shanghai, and of the next one."""
    begin = datetime.combine(day, time(), CHINA).astimezone(UTC)
    return begin, begin + timedelta(days=1)


def hours_to_plan(
    planned_to: datetime | None, known_since: datetime, now: datetime
) -> list[datetime]:
    """Starts of the closed hours not planned yet: from where planning stands, from the shop's
    first hour, at most a week back."""
    begin = max(planned_to or hour_of(known_since), hour_of(now - CATCH_UP))
    count = max(0, int((hour_of(now) - begin) / HOUR))
    return [begin + n * HOUR for n in range(count)]


def due_soon(shop_id: int, start: datetime, settles: timedelta) -> datetime:
    """When the hour from `start` is checked first: settled, each shop at a minute of its own."""
    minutes = timedelta(minutes=shop_id * 7 % SPREAD_MINUTES)
    return start + HOUR + max(SETTLED_AFTER, settles) + minutes


def due_at_night(shop_id: int, start: datetime, settles: timedelta) -> datetime:
    """When it is checked again: the night after its day, hours two minutes apart."""
    _, end = span_of(day_of(start))
    place = start.astimezone(CHINA).hour * 2
    return end + max(NIGHT, settles) + timedelta(minutes=place, seconds=shop_id * 13 % 60)


@dataclass(frozen=True, slots=True)
class Listed:
    """What the channel lists: by key the modified time, None where the row cannot be read."""

    versions: Mapping[str, datetime | None]
    with_people: int = 0
    with_amount: int = 0

    def __add__(self, other: "Listed") -> "Listed":
        return Listed(
            {**self.versions, **other.versions},
            self.with_people + other.with_people,
            self.with_amount + other.with_amount,
        )


def listed(keyed: Mapping[str, Row], start: datetime, end: datetime) -> Listed:
    """The rows that were changed last in [start, end); lists tell a second more on both sides."""
    inside = {
        key: row
        for key, row in keyed.items()
        if row.order is None or start <= row.order.modified_at < end
    }
    orders = [row.order for row in inside.values() if row.order is not None]
    return Listed(
        {key: row.order.modified_at if row.order else None for key, row in inside.items()},
        sum(any(order.people.strength.values()) for order in orders),
        sum(order.total_minor > 0 for order in orders),
    )


def gaps_in(told: Listed, known: Mapping[str, datetime], aside: Collection[str]) -> list[str]:
    """Keys the hub lacks, or holds in an older state; what lies in quarantine is no gap."""
    return [
        key
        for key, at in told.versions.items()
        if key not in aside and (key not in known or (at is not None and known[key] < at))
    ]


def ids_hash(ids: Iterable[str]) -> bytes:
    """SHA-256 of the sorted ids, one a line."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).digest()


def state_of(gaps: Collection[str], unread: Collection[str]) -> CheckState:
    """What a check that is done says."""
    if unread:
        return CheckState.OPEN
    return CheckState.FILLED if gaps else CheckState.COMPLETE


def worst(states: Collection[CheckState]) -> CheckState:
    """What the hours of a day say together; `waiting` while one is not checked."""
    order = (CheckState.OPEN, CheckState.WAITING, CheckState.FILLED)
    return next((state for state in order if state in states), CheckState.COMPLETE)


def findings(check: Check, past: Sequence[Check]) -> list[FindingKind]:
    """Sudden falls against the shop's own past: orders of the same hour of past days, shares of
    people and amounts of past hours with enough orders."""
    same_hour = [c.channel_count for c in past if c.window_from.hour == check.window_from.hour]
    found: list[FindingKind] = []
    if len(same_hour) >= ENOUGH_HOURS:
        usual = median(same_hour)
        if usual >= ENOUGH_ORDERS and check.channel_count < FALLEN_TO * usual:
            found.append(FindingKind.VOLUME_FELL)
    if check.channel_count < ENOUGH_ORDERS:
        return found
    rich = [c for c in past if c.channel_count >= ENOUGH_ORDERS]
    if _vanished(check.people_share, [c.people_share for c in rich]):
        found.append(FindingKind.PEOPLE_VANISHED)
    if _vanished(check.amount_share, [c.amount_share for c in rich]):
        found.append(FindingKind.AMOUNTS_VANISHED)
    return found


def _vanished(share: float | None, past: Sequence[float | None]) -> bool:
    known = [one for one in past if one is not None]
    if share is None or len(known) < ENOUGH_HOURS:
        return False
    usual = median(known)
    return usual >= VANISHED_TO and share < VANISHED_TO * usual
