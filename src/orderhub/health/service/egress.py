"""Our own address and the hosts' certificates as observed: drift is an incident before a call
fails."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from orderhub.channels.facade import connector_of
from orderhub.connector_kit.causes import Words
from orderhub.health.decide.changes import covers
from orderhub.health.decide.dependencies import agreed, at_risk, ending_step
from orderhub.health.model.causes import CauseName
from orderhub.health.model.dependency import Certificate, Egress, Line, ProbeAnswer
from orderhub.health.model.incident import Finding, Incident
from orderhub.health.service.incidents import open_incident, resolve_told
from orderhub.health.service.telling import notice_of
from orderhub.health.store import changes, egress, incidents, whitelists
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.kernel.types import ChannelCode
from orderhub.notify.facade import tell


async def note_answers(
    tx: Tx, answers: Sequence[ProbeAnswer], lines: Sequence[Line], now: datetime
) -> Egress:
    """Keep what the probes said and judge it. While they do not agree, the address they agreed on
    last stands and nothing is judged."""
    last = await egress.load(tx)
    address = agreed(answers)
    before = None if last is None else last.address
    since = last.since if last is not None and address in {None, before} else now
    seen = Egress(
        address=address or before,
        since=since if (address or before) is not None else None,
        looked_at=now,
        answers=tuple(answers),
    )
    await egress.keep(tx, seen)
    if address is not None:
        await judge_egress(tx, lines, now)
    if last is None or (last.address, last.answers) != (seen.address, seen.answers):
        live.announce(tx, "dependencies")
    return seen


async def judge_egress(tx: Tx, lines: Sequence[Line], now: datetime) -> Incident | None:
    """Open or feed the incident of the observed address while platforms would refuse it and no
    approved change foresees it; any other is over."""
    seen = await egress.load(tx)
    if seen is None or seen.address is None:
        return None
    address = seen.address
    risk = at_risk(lines, await whitelists.load(tx), address)
    if any(covers(change, address) for change in await changes.under_way(tx)):
        risk = []
    subject = f"egress:{address}"
    for other in await incidents.open_subjects(tx, CauseName.EGRESS_DRIFT):
        if other != subject or not risk:
            await resolve_told(tx, CauseName.EGRESS_DRIFT, other, now)
    return await open_incident(tx, _drift(seen, subject, risk, now), now) if risk else None


def _drift(seen: Egress, subject: str, risk: Sequence[Line], now: datetime) -> Finding:
    labels = sorted({connector_of(ChannelCode(line.channel)).label for line in risk})
    agreeing = sum(answer.address == seen.address for answer in seen.answers)
    named = "、".join(labels), ", ".join(labels)
    what = Words(
        f"出口地址变为 {seen.address}，不在白名单，即将被拒：{named[0]}",
        f"Our address is now {seen.address}, off the whitelist of: {named[1]}",
    )
    remedy = Words(
        "把新地址加入各平台应用的白名单并在「依赖与变更」登记，或恢复原地址；之后自动恢复",
        "Add it to the whitelists at the platforms and declare it under Dependencies, or bring "
        "the old address back; this ends by itself then",
    )
    return Finding(
        cause=CauseName.EGRESS_DRIFT,
        subject=subject,
        shop_ids=tuple(line.shop_id for line in risk),
        at=now,
        channel=_one_channel(risk),
        told=True,
        detail=f"told by {agreeing} of {len(seen.answers)} probes; "
        f"at risk: {', '.join(sorted({f'{line.channel} {line.app_key}' for line in risk}))}",
        first_failed_at=seen.since,
        words=(what, remedy),
    )


async def note_certificates(
    tx: Tx, seen: Sequence[Certificate], lines: Sequence[Line], now: datetime, console: str
) -> None:
    """Keep what the hosts showed; one that ends within 14 days is an incident, told again at 7
    days and at 1. Hosts that no shop calls any more are forgotten. `console`: for links, or ""."""
    secured = {host for line in lines for host in line.secured}
    for host in await egress.forget_certificates(tx, sorted(secured)):
        await resolve_told(tx, CauseName.CERTIFICATE_ENDING, f"certificate:{host}", now)
    for one in seen:
        await egress.keep_certificate(tx, one)
        await _judge_certificate(tx, one, lines, now, console)


async def _judge_certificate(
    tx: Tx, seen: Certificate, lines: Sequence[Line], now: datetime, console: str
) -> None:
    subject = f"certificate:{seen.host}"
    concerned = [line for line in lines if seen.host in line.secured]
    step = ending_step(seen.ends_at, now)
    if seen.ends_at is None or not concerned:
        return
    if step is None:
        await resolve_told(tx, CauseName.CERTIFICATE_ENDING, subject, now)
        return
    finding = Finding(
        cause=CauseName.CERTIFICATE_ENDING,
        subject=subject,
        shop_ids=tuple(line.shop_id for line in concerned),
        at=now,
        channel=_one_channel(concerned),
        told=True,
        detail=f"{seen.host} ends at {seen.ends_at:%Y-%m-%d %H:%M} UTC",
    )
    incident = await open_incident(tx, finding, now)
    first = None if incident is None else ending_step(seen.ends_at, incident.opened_at)
    if incident is not None and first is not None and step < first:
        # The opening is told by its event; each nearer step is a notice of its own.
        notice = notice_of(incident, console, over=False)
        await tell(tx, replace(notice, key=f"{notice.key}:{seen.ends_at:%Y%m%d}:{step}"), now)


def _one_channel(lines: Sequence[Line]) -> str:
    return lines[0].channel if len({line.channel for line in lines}) == 1 else ""
