"""Who gets a message, and when it may go. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from orderhub.kernel.instants import CHINA
from orderhub.notify.model import Duty, Message, Quiet, Severity

RANKS = {severity: rank for rank, severity in enumerate(Severity)}


def recipients(duties: Iterable[Duty], message: Message, now: datetime) -> dict[str, int]:
    """Person → endpoint of everybody on call for it; a person's first duty that fits counts."""
    found = dict[str, int]()
    for duty in duties:
        if on_call(duty, message, now):
            found.setdefault(duty.person, duty.endpoint_id)
    return found


def on_call(duty: Duty, message: Message, now: datetime) -> bool:
    """Whether the duty covers severity, shops, channel, day and hour; what names no shop or
    channel concerns everybody."""
    if RANKS[message.severity] < RANKS[duty.severity]:
        return False
    if duty.shop_ids and message.shop_ids and not set(duty.shop_ids) & set(message.shop_ids):
        return False
    if duty.channels and message.channel and message.channel not in duty.channels:
        return False
    minute, weekday = _local(now)
    if duty.from_minute > duty.until_minute > minute:  # a night belongs to the day it began on
        weekday = (weekday + 5) % 7 + 1
    if weekday not in duty.weekdays:
        return False
    same = duty.from_minute == duty.until_minute
    return same or _between(minute, duty.from_minute, duty.until_minute)


def goes_at(quiet: Quiet, severity: Severity, now: datetime) -> datetime:
    """Now, or the end of the quiet hours for what is not urgent."""
    minute, _ = _local(now)
    if severity is Severity.URGENT or not _between(minute, quiet.from_minute, quiet.until_minute):
        return now
    wait = (quiet.until_minute - minute) % (24 * 60)
    return now.replace(second=0, microsecond=0) + timedelta(minutes=wait)


def _local(now: datetime) -> tuple[int, int]:
    local = now.astimezone(CHINA)
    return local.hour * 60 + local.minute, local.isoweekday()


def _between(minute: int, begin: int, end: int) -> bool:
    """[begin, end), over midnight too; equal ends hold nothing."""
    return (minute - begin) % (24 * 60) < (end - begin) % (24 * 60)
