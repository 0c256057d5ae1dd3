"""A batch of calls as what it adds to minutes and to connections. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from orderhub.health.model.calls import SEPARATOR, KeptCall
from orderhub.health.model.connection import Connection, Minute
from orderhub.health.model.latency import BUCKETS, bucket


def code_of(call: KeptCall) -> str:
    """Our code and the channel's, as minutes count them: `rate_limited · 7 accesscontrol…`."""
    return SEPARATOR.join(filter(None, (call.code, call.channel_code)))


def minutes_of(calls: Sequence[KeptCall]) -> list[Minute]:
    """One row per connection and minute, in the order of their keys (one order of locking)."""

    def key(call: KeptCall) -> tuple[object, ...]:
        return call.minute, call.shop_id, call.peer, call.method, call.direction, call.app_key

    return [_minute(list(some)) for _, some in groupby(sorted(calls, key=key), key)]


def _minute(calls: list[KeptCall]) -> Minute:
    last = max(calls, key=lambda call: call.at)
    outcomes = Counter(call.outcome for call in calls)
    bad = [call for call in calls if call.outcome != "ok"]
    worst = max(bad, key=lambda call: call.at, default=None)
    latency = [0] * BUCKETS
    for call in calls:
        latency[bucket(call.ms)] += 1
    return Minute(
        minute=last.minute,
        shop_id=last.shop_id,
        peer=last.peer,
        channel=last.channel,
        app_key=last.app_key,
        method=last.method,
        direction=last.direction,
        ok=outcomes["ok"],
        failed=outcomes["failed"],
        unknown=outcomes["unknown"],
        codes=dict(Counter(code_of(call) for call in bad)),
        latency=latency,
        last_good_at=max((call.at for call in calls if call.outcome == "ok"), default=None),
        last_error_at=None if worst is None else worst.at,
        last_error=None if worst is None else code_of(worst),
    )


def streaks_of(calls: Iterable[KeptCall]) -> list[Connection]:
    """What the calls, oldest first within a connection, say of each connection by themselves."""

    def key(call: KeptCall) -> tuple[object, ...]:
        return call.shop_id, call.peer, call.method, call.direction

    ordered = sorted(calls, key=lambda call: (*key(call), call.at))  # pyright: ignore[reportArgumentType]
    return [_streak(list(some)) for _, some in groupby(ordered, key)]


def _streak(calls: list[KeptCall]) -> Connection:
    last = calls[-1]
    tail = _tail(calls)
    bad = [call for call in calls if not call.good]
    good = [call for call in calls if call.good]
    return Connection(
        shop_id=last.shop_id,
        peer=last.peer,
        channel=last.channel,
        app_key=last.app_key,
        method=last.method,
        direction=last.direction,
        failures=0 if last.good else len(tail),
        goods=len(tail) if last.good else 0,
        first_failed_at=None if last.good else tail[0].at,
        last_failed_at=bad[-1].at if bad else None,
        good_since=tail[0].at if last.good else None,
        last_good_at=good[-1].at if good else None,
        code=bad[-1].code if bad else "",
        channel_code=bad[-1].channel_code if bad else "",
    )


def _tail(calls: list[KeptCall]) -> list[KeptCall]:
    """The calls at the end that went the same way."""
    start = len(calls)
    while start and calls[start - 1].good is calls[-1].good:
        start -= 1
    return calls[start:]
