"""When an incident opens, grows, comes back and is over. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from orderhub.health.model.causes import CauseName, Explained, Known, Reach
from orderhub.health.model.connection import Connection
from orderhub.health.model.incident import Entry, EntryKind, Finding, Incident, IncidentState
from orderhub.kernel.types import Refusal

IN_A_ROW = 10
PEER_IN_A_ROW = 5  # then its circuit opens, and hardly a call comes that could fail
UNANSWERED = 2, timedelta(seconds=15)  # time-outs in a row, and how far apart they began
HYSTERESIS = timedelta(seconds=10)
REOPENS_WITHIN = timedelta(hours=1)
SILENT_AFTER = timedelta(minutes=30)  # a failing API that nobody calls any more holds nothing up
SKEW_MAX = timedelta(seconds=30)
DRIFT_ROWS, DRIFT_SHARE = 3, 0.2
HUB = "system:health"


def subject_of(reach: Reach, channel: str, app_key: str, shop_id: int) -> str:
    """What one incident of a cause is about; a channel without app keys has shops only."""
    if reach is Reach.APP and app_key:
        return f"app:{channel}:{app_key}"
    return f"shop:{shop_id}"


def finding_of(connection: Connection, explained: Explained, in_a_row: int) -> Finding:
    """What a failing connection says; deserving once it cannot heal alone, failed often enough in
    a row, or kept us waiting twice (ten time-outs would take minutes; people hear of it within
    one)."""
    known, seen = explained.known, connection
    if seen.last_failed_at is None:
        raise ValueError("a connection that never failed says nothing")
    return Finding(
        cause=explained.name,
        subject=seen.peer or subject_of(known.reach, seen.channel, seen.app_key, seen.shop_id),
        shop_ids=() if seen.peer else (seen.shop_id,),
        peer=seen.peer,
        at=seen.last_failed_at,
        channel=seen.channel,
        app_key=seen.app_key,
        methods=(seen.method,),
        code=seen.code,
        channel_code=seen.channel_code,
        failures=seen.failures,
        first_failed_at=seen.first_failed_at,
        last_good_at=seen.last_good_at,
        deserving=known.at_once
        or seen.failures >= (min(in_a_row, PEER_IN_A_ROW) if seen.peer else in_a_row)
        or (explained.name == CauseName.TIMED_OUT and _goes_unanswered(seen)),
    )


def _goes_unanswered(connection: Connection) -> bool:
    first, last = connection.first_failed_at, connection.last_failed_at
    times, apart = UNANSWERED
    if first is None or last is None:
        return False
    return connection.failures >= times and last - first >= apart


def together(findings: Iterable[Finding]) -> list[Finding]:
    """One finding per incident, in the order in which incidents are locked."""
    found: dict[tuple[str, str], Finding] = {}
    for one in findings:
        key = one.cause, one.subject
        found[key] = one if key not in found else _joined(found[key], one)
    return [found[key] for key in sorted(found)]


def _joined(one: Finding, other: Finding) -> Finding:
    first = [f.first_failed_at for f in (one, other) if f.first_failed_at is not None]
    good = [f.last_good_at for f in (one, other) if f.last_good_at is not None]
    return replace(
        one if one.at >= other.at else other,
        shop_ids=tuple(sorted({*one.shop_ids, *other.shop_ids})),
        methods=tuple(sorted({*one.methods, *other.methods})),
        failures=one.failures + other.failures,
        first_failed_at=min(first, default=None),
        last_good_at=max(good, default=None),
        deserving=one.deserving or other.deserving,
    )


def meets(
    incident: Incident | None, finding: Finding, now: datetime
) -> tuple[Incident, list[Entry]] | None:
    """The last incident of that cause and subject after the finding, and what is written into its
    timeline; None when nothing changes: then a deserving finding opens a new one (`opens`)."""
    if incident is None:
        return None
    if incident.over:
        ended = incident.resolved_at or incident.opened_at
        if not finding.deserving or now - ended > REOPENS_WITHIN:
            return None
        back = replace(
            incident, state=IncidentState.OPEN, resolved_at=None, reopened=incident.reopened + 1
        )
        return _fed(back, finding), [_entry(now, EntryKind.REOPENED, finding)]
    fed = _fed(incident, finding)
    grew = (fed.shop_ids, fed.methods) != (incident.shop_ids, incident.methods)
    return fed, [_entry(now, EntryKind.GREW, finding)] if grew else []


def opens(incident: Incident | None, finding: Finding) -> bool:
    """Whether a new incident begins, when `meets` had nothing to say."""
    return finding.deserving and (incident is None or incident.over)


def _fed(incident: Incident, finding: Finding) -> Incident:
    seen_before = finding.at <= incident.last_failed_at
    return replace(
        incident,
        shop_ids=tuple(sorted({*incident.shop_ids, *finding.shop_ids})),
        methods=tuple(sorted({*incident.methods, *finding.methods})),
        code=finding.code or incident.code,
        channel_code=finding.channel_code or incident.channel_code,
        detail=finding.detail or incident.detail,
        failures=max(incident.failures, finding.failures),
        last_failed_at=max(incident.last_failed_at, finding.at),
        good_since=incident.good_since if seen_before else None,
    )


def _entry(now: datetime, kind: EntryKind, finding: Finding) -> Entry:
    detail = {
        "code": finding.code,
        "channel_code": finding.channel_code,
        "methods": list(finding.methods),
        "shop_ids": list(finding.shop_ids),
        "failures": finding.failures,
    }
    return Entry(at=now, kind=kind, by=HUB, detail=detail)


def first_entry(finding: Finding, now: datetime) -> Entry:
    """How a timeline begins."""
    return _entry(now, EntryKind.OPENED, finding)


def recovered_at(
    incident: Incident, known: Known | None, connections: Sequence[Connection], now: datetime
) -> datetime | None:
    """Since when it is good again, None while it is not.

    A proven cause is over with the first good call after its last failure, and so is one that runs
    told of while no call was made. Any other waits for each API that failed, but not for one that
    nobody calls any more while others are good.
    """
    failed = [
        c
        for c in connections
        if c.last_failed_at is not None and c.last_failed_at >= incident.first_failed_at
    ]
    if (known is not None and known.proven) or not failed:
        goods = [c.good_since for c in connections if c.good_since is not None]
        goods += [] if incident.good_since is None else [incident.good_since]
        return min((at for at in goods if at > incident.last_failed_at), default=None)
    if any(c.failing and not _silent(c, now) for c in failed):
        return None
    return max((c.good_since for c in failed if c.good_since is not None), default=None)


def _silent(connection: Connection, now: datetime) -> bool:
    return connection.last_failed_at is not None and (
        now - connection.last_failed_at > SILENT_AFTER
    )


def settled(
    incident: Incident, good_since: datetime | None, now: datetime
) -> tuple[Incident, list[Entry]] | None:
    """The incident once it has been good for a while; None while nothing changes."""
    if good_since is None:
        return None
    if now - good_since < HYSTERESIS:
        return (
            (replace(incident, good_since=good_since), [])
            if (incident.good_since != good_since)
            else None
        )
    return resolved(incident, good_since, now, HUB)


def resolved(
    incident: Incident, at: datetime, now: datetime, by: str, **detail: str
) -> tuple[Incident, list[Entry]]:
    """Over since `at`; the entry tells how long it took, in seconds."""
    end = max(at, incident.first_failed_at)
    over = replace(
        incident, state=IncidentState.RESOLVED, resolved_at=end, good_since=end, last_good_at=end
    )
    took_s = round((end - incident.first_failed_at).total_seconds())
    told = {"took_s": took_s, **detail}
    return over, [Entry(at=now, kind=EntryKind.RESOLVED, by=by, detail=told)]


def acknowledged(
    incident: Incident, by: str, now: datetime
) -> tuple[Incident, list[Entry]] | Refusal:
    """A person knows; who has no owner yet gets this one."""
    match incident.state:
        case IncidentState.RESOLVED:
            return Refusal("already_resolved", "the incident is over")
        case IncidentState.ACKNOWLEDGED:
            return Refusal("already_acknowledged", "somebody has acknowledged it already")
        case IncidentState.OPEN:
            known = replace(incident, state=IncidentState.ACKNOWLEDGED, owner=incident.owner or by)
            return known, [Entry(at=now, kind=EntryKind.ACKNOWLEDGED, by=by)]


def assigned(
    incident: Incident, owner: str | None, by: str, now: datetime
) -> tuple[Incident, list[Entry]]:
    """Somebody, or nobody, is to see to it."""
    entry = Entry(at=now, kind=EntryKind.ASSIGNED, by=by, detail={"owner": owner})
    return replace(incident, owner=owner), [entry]


def is_drift(read: int, unreadable: int) -> bool:
    """Whether so many rows of a page cannot be read that the structure must have changed."""
    return unreadable >= DRIFT_ROWS and unreadable >= DRIFT_SHARE * read


def is_skewed(offset: timedelta) -> bool:
    """Whether our clock is too far from the channel's (reliability F15)."""
    return abs(offset) > SKEW_MAX
