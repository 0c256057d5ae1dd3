"""What becomes of an SMS after a try or a look at the provider's record. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from orderhub.kernel.errors import ChannelUnavailable, ConnectorError, RateLimited

ASK_AFTER = (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
RETRY_AFTER = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2))
LONGEST_RETRY = timedelta(minutes=10)
MOST_TRIES = 8


@dataclass(frozen=True, slots=True)
class Next:
    """`again_at`: the next try, None when it failed for good. `refused`: the provider that was
    tried is not asked any more."""

    again_at: datetime | None
    refused: bool


def after_failure(
    error: ConnectorError, tries: int, others: int, now: datetime, expires_at: datetime
) -> Next:
    """A clear failure: another provider at once, the same one later when that can help, before it
    expires. `others`: providers left besides the one that was tried."""
    passing = isinstance(error, ChannelUnavailable | RateLimited) and not _for_today(error)
    if tries >= MOST_TRIES:
        return Next(None, not passing)
    if others > 0 and (not passing or tries % (others + 1) != 0):
        return Next(now, not passing)
    if not passing:
        return Next(None, refused=True)
    at = now + _wait(error, tries)
    return Next(at if at < expires_at else None, refused=False)


def asks_again(asks: int, now: datetime) -> datetime | None:
    """When the provider's record is looked at next, after `asks` looks; None: it stays unknown."""
    return now + ASK_AFTER[asks] if asks < len(ASK_AFTER) else None


def _for_today(error: ConnectorError) -> bool:
    return isinstance(error, RateLimited) and error.daily


def _wait(error: ConnectorError, tries: int) -> timedelta:
    if isinstance(error, RateLimited) and error.retry_after_s:
        return timedelta(seconds=error.retry_after_s)
    return RETRY_AFTER[tries - 1] if tries <= len(RETRY_AFTER) else LONGEST_RETRY
