"""Leading incidents: what the calls say, what others found, what people do. One transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from orderhub.access.facade import Actor, record
from orderhub.channels.facade import Shop, get_shops
from orderhub.health import events
from orderhub.health.decide import incidents as decide
from orderhub.health.decide.book import explain
from orderhub.health.decide.causes import KNOWN
from orderhub.health.model.causes import Reach
from orderhub.health.model.connection import Connection
from orderhub.health.model.incident import Entry, EntryKind, Finding, Incident, IncidentState
from orderhub.health.service.telling import book_of, tell
from orderhub.health.store import connections, incidents, peers
from orderhub.infra import live, outbox
from orderhub.infra.db import Tx
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import CircuitOpen, Conflict, ConnectorError, NotFound
from orderhub.kernel.types import Refusal

PROVEN = tuple(name for name, known in KNOWN.items() if known.proven)
AT_ONCE = 500


async def judge(tx: Tx, now: datetime, in_a_row: int = decide.IN_A_ROW) -> int:
    """Open and feed incidents by what failed since the last time, close what is good again.
    Any number of processes may do it at once; returns how many connections were judged."""
    failed = await connections.take_unjudged(tx, AT_ONCE)
    found = [_finding(one, in_a_row) for one in failed if one.failing]
    for finding in decide.together(found):
        await open_incident(tx, await _with_all_shops(tx, finding), now)
    for incident in await incidents.current(tx):
        await _settle(tx, incident, now)
    return len(failed)


async def open_incident(tx: Tx, finding: Finding, now: datetime) -> Incident | None:
    """One incident for the finding: the open one grows, one that ended lately comes back, or a new
    one begins. None when the finding deserves none. Repeats do no harm."""
    last = await incidents.latest(tx, finding.cause, finding.subject)
    met = decide.meets(last, finding, now)
    if met is None and decide.opens(last, finding):
        made = await incidents.open_new(tx, finding, now)
        if made is not None:
            return await _begun(tx, made, [decide.first_entry(finding, now)], now)
        last = await incidents.latest(tx, finding.cause, finding.subject)
        met = decide.meets(last, finding, now)
    if met is None:
        return None
    incident, entries = met
    if any(entry.kind is EntryKind.REOPENED for entry in entries):
        incident = replace(incident, version=incident.version + 1)
        await incidents.save(tx, incident)
        return await _begun(tx, incident, entries, now)
    return await _saved(tx, incident, entries)


async def resolve_told(
    tx: Tx, cause: str, subject: str, now: datetime, calm: timedelta = timedelta()
) -> Incident | None:
    """Who told of an incident says that it is over; None when none is open, or when it was told of
    again within `calm`."""
    incident = await incidents.current_told(tx, cause, subject)
    if incident is None or now - incident.last_failed_at < calm:
        return None
    return await _ended(tx, *decide.resolved(incident, now, now, decide.HUB), now)


async def end_incidents_of(tx: Tx, peer: str, now: datetime) -> None:
    """The peer is no more, and so is what was wrong with it."""
    for incident in await incidents.current(tx):
        if incident.peer == peer:
            await _ended(tx, *decide.resolved(incident, now, now, decide.HUB), now)


async def report(tx: Tx, shop: Shop, error: ConnectorError, now: datetime) -> None:
    """A run or probe of the shop failed: a cause that cannot heal alone becomes an incident at
    once, with every shop concerned and the detail that single calls do not carry."""
    explained = explain(book_of(shop.channel), error.code, error.channel_code)
    known = explained.known
    finding = Finding(
        cause=explained.name,
        subject=decide.subject_of(known.reach, shop.channel, shop.app_key, shop.id),
        shop_ids=(int(shop.id),),
        at=now,
        channel=shop.channel,
        app_key=shop.app_key,
        methods=(error.method,) if error.method else (),
        code=error.code,
        channel_code=error.channel_code,
        detail=error.detail,
        last_good_at=shop.last_good_at,
        deserving=known.at_once or isinstance(error, CircuitOpen),
    )
    await open_incident(tx, await _with_all_shops(tx, finding), now)


async def report_good(tx: Tx, shop: Shop, now: datetime) -> None:
    """A whole run or probe went well, which proves address, keys, clock and authorisation."""
    subjects = {
        decide.subject_of(reach, shop.channel, shop.app_key, int(shop.id)) for reach in Reach
    }
    await incidents.mark_good(tx, sorted(subjects), PROVEN, now)


async def acknowledge(tx: Tx, actor: Actor, incident_id: int, now: datetime) -> Incident:
    """A person knows of it; Conflict when it is over or known already."""
    incident = await _seen(tx, actor, incident_id)
    verdict = decide.acknowledged(incident, actor.name, now)
    if isinstance(verdict, Refusal):
        raise Conflict(verdict)
    return await _changed(tx, actor, "incidents.acknowledge", *verdict)


async def assign(
    tx: Tx, actor: Actor, incident_id: int, owner: str | None, now: datetime
) -> Incident:
    """Somebody is to see to it; None: nobody."""
    incident = await _seen(tx, actor, incident_id)
    return await _changed(
        tx, actor, "incidents.assign", *decide.assigned(incident, owner, actor.name, now)
    )


async def resolve(tx: Tx, actor: Actor, incident_id: int, reason: str, now: datetime) -> Incident:
    """A person says that it is over; Conflict when it is. It comes back if it is not."""
    incident = await _seen(tx, actor, incident_id)
    if incident.over:
        raise Conflict(Refusal("already_resolved", "the incident is over"))
    over, entries = decide.resolved(incident, now, now, actor.name, reason=reason)
    await record(tx, actor, "incidents.resolve", f"incident:{incident_id}")
    return await _ended(tx, over, entries, now)


async def _with_all_shops(tx: Tx, finding: Finding) -> Finding:
    """What hits an app or a peer hits all its shops, called lately or not."""
    if finding.peer:
        peer = await peers.get(tx, finding.peer)
        return replace(finding, shop_ids=tuple(peer.shop_ids), peer_name=peer.name)
    if not finding.subject.startswith("app:"):
        return finding
    same = (finding.channel, finding.app_key)
    ids = {int(s.id) for s in await get_shops(tx) if (s.channel, s.app_key) == same}
    return replace(finding, shop_ids=tuple(sorted(ids | set(finding.shop_ids))))


async def _seen(tx: Tx, actor: Actor, incident_id: int) -> Incident:
    incident = await incidents.lock(tx, incident_id)
    if actor.shops is not None and not any(actor.sees(shop) for shop in incident.shop_ids):
        raise NotFound("there is no such incident")
    return incident


async def _settle(tx: Tx, incident: Incident, now: datetime) -> None:
    known = KNOWN.get(incident.cause)
    lines = await connections.of_incident(tx, incident)
    verdict = decide.settled(incident, decide.recovered_at(incident, known, lines, now), now)
    if verdict is None:
        return
    after, entries = verdict
    if after.state is IncidentState.RESOLVED:
        await _ended(tx, after, entries, now)
    else:
        await incidents.save(tx, after)


async def _begun(tx: Tx, incident: Incident, entries: Sequence[Entry], now: datetime) -> Incident:
    await incidents.enter(tx, incident.id, entries)
    told = events.incident_opened(
        incident.id, incident.version, incident.cause, incident.reopened, now
    )
    outbox.append(tx, told)
    await _announce(tx, incident)
    log.warning("health.incident_opened", incident=incident.id, title=tell(incident).title.en)
    return incident


async def _ended(tx: Tx, incident: Incident, entries: Sequence[Entry], now: datetime) -> Incident:
    over = replace(incident, version=incident.version + 1)
    await incidents.save(tx, over)
    await incidents.enter(tx, over.id, entries)
    took_s = round(over.took.total_seconds()) if over.took is not None else 0
    outbox.append(tx, events.incident_resolved(over.id, over.version, over.cause, took_s, now))
    await _announce(tx, over)
    log.info("health.incident_resolved", incident=over.id, title=tell(over).title.en)
    return over


async def _saved(tx: Tx, incident: Incident, entries: Sequence[Entry]) -> Incident:
    await incidents.save(tx, incident)
    await incidents.enter(tx, incident.id, entries)
    if entries:
        await _announce(tx, incident)
    return incident


async def _changed(
    tx: Tx, actor: Actor, action: str, incident: Incident, entries: Sequence[Entry]
) -> Incident:
    await record(tx, actor, action, f"incident:{incident.id}")
    return await _saved(tx, incident, entries)


async def _announce(tx: Tx, incident: Incident) -> None:
    """Screens of one shop's people hear of that shop only; an app's incident concerns many."""
    one = {"shop_id": incident.shop_ids[0]} if len(incident.shop_ids) == 1 else {}
    live.announce(tx, "incidents", incident_id=incident.id, **one)


def _finding(connection: Connection, in_a_row: int) -> Finding:
    explained = explain(
        book_of(connection.channel), connection.code, connection.channel_code, connection.direction
    )
    return decide.finding_of(connection, explained, in_a_row)
