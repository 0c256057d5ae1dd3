"""The flow board (订单状态追踪看板): how many stand in each lane, how old, how fast. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from orderhub.kernel.words import Lane
from orderhub.orders.lanes import HOUR, SLOT, slot_word

BAND_HOURS = (1, 4, 12, 24, 48, 72)
BESIDE = ("exception", "held", "presale_held")
PACE_SLOTS = int(HOUR / SLOT)
Counted = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class LaneNow:
    """`placed` are times placed, to the half hour, of the oldest and the middle order; `bands` how
    many are younger than each of BAND_HOURS, and the rest; `pace` how many came in by spans of five
    minutes, the newest last."""

    lane: str
    n: int
    late: int
    late_soon: int
    entered: int
    left: int
    oldest: datetime | None
    median: datetime | None
    bands: tuple[int, ...]
    pace: tuple[int, ...]


def board_of(counted: Iterable[Counted], now: datetime) -> list[LaneNow]:
    """Every lane in the order of the way, then what stands beside it."""
    found: dict[str, dict[str, int]] = {}
    for dimension, word, n in counted:
        found.setdefault(dimension, {})[word] = n
    return [_lane(lane, found, now) for lane in (*Lane, *BESIDE)]


def _lane(lane: str, found: Mapping[str, Mapping[str, int]], now: datetime) -> LaneNow:
    hours = sorted(_of(lane, found.get("lane", {})).items())
    placed = [(min(_start(word) + HOUR / 2, now), n) for word, n in hours]
    pace = _pace(_of(lane, found.get("entered", {})), now)
    return LaneNow(
        lane=lane,
        n=sum(n for _, n in placed),
        late=found.get("late", {}).get(lane, 0),
        late_soon=found.get("late_soon", {}).get(lane, 0),
        entered=sum(pace),
        left=sum(_pace(_of(lane, found.get("left", {})), now)),
        oldest=placed[0][0] if placed else None,
        median=_median(placed),
        bands=_bands(placed, now),
        pace=pace,
    )


def _of(lane: str, words: Mapping[str, int]) -> dict[str, int]:
    """The spans of one lane, from words like `to_push@2026-01-05T03:00`."""
    head = f"{lane}@"
    return {word.removeprefix(head): n for word, n in words.items() if word.startswith(head)}


def _start(word: str) -> datetime:
    return datetime.fromisoformat(word).replace(tzinfo=UTC)


def _pace(spans: Mapping[str, int], now: datetime) -> tuple[int, ...]:
    ago = range(PACE_SLOTS - 1, -1, -1)
    return tuple(spans.get(slot_word(now - n * SLOT, SLOT), 0) for n in ago)


def _median(placed: Sequence[tuple[datetime, int]]) -> datetime | None:
    half = sum(n for _, n in placed) / 2
    below = 0
    for at, n in placed:
        below += n
        if below >= half:
            return at
    return None


def _bands(placed: Sequence[tuple[datetime, int]], now: datetime) -> tuple[int, ...]:
    bands = [0] * (len(BAND_HOURS) + 1)
    for at, n in placed:
        age = now - at
        bands[sum(age >= timedelta(hours=hours) for hours in BAND_HOURS)] += n
    return tuple(bands)
