"""Latencies as counts in fixed buckets, so that percentiles of any span come from sums. Pure."""

from bisect import bisect_left
from collections.abc import Sequence

# Upper edges in milliseconds, three to a factor of about 2; one more bucket holds what is longer.
EDGES_MS = (
    *(1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700),
    *(1000, 1500, 2000, 3000, 5000, 7000, 10_000, 15_000, 20_000),
)
BUCKETS = len(EDGES_MS) + 1


def bucket(ms: int) -> int:
    """The bucket a duration belongs to."""
    return bisect_left(EDGES_MS, ms)


def percentile(counts: Sequence[int], share: float) -> int | None:
    """Milliseconds that `share` (0..1) of the calls did not exceed, by linear interpolation inside
    the bucket; None without calls."""
    total = sum(counts)
    if total == 0:
        return None
    wanted, below = share * total, 0
    for place, count in enumerate(counts):
        if count and below + count >= wanted:
            low = EDGES_MS[place - 1] if place else 0
            high = EDGES_MS[place] if place < len(EDGES_MS) else low
            return round(low + (high - low) * max(0.0, wanted - below) / count)
        below += count
    return EDGES_MS[-1]
