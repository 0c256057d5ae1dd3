"""When a delivery is tried again: ten tries in about 75 hours (reliability reference §2). Pure."""

from datetime import datetime, timedelta

# Standard Webhooks' own schedule: the waits between its ten tries.
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
MOST_TRIES = len(WAITS) + 1
JITTER = 0.1
LONGEST_REST = timedelta(hours=24)


def next_try(tries: int, dice: float, now: datetime, wait_s: float = 0.0) -> datetime | None:
    """When try number `tries` + 1 is due; None after the last. `dice` in [0, 1) spreads it a tenth
    either way; a receiver that asks for a longer rest (`wait_s`) gets it, a day at most."""
    if tries >= MOST_TRIES:
        return None
    wait = WAITS[max(tries, 1) - 1] * (1 - JITTER + 2 * JITTER * dice)
    return now + max(wait, timedelta(seconds=min(wait_s, LONGEST_REST.total_seconds())))
