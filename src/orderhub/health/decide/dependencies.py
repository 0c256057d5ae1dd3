"""What depends on what, who stops when it changes, and who is at risk now. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from orderhub.connector_kit.network import host_of
from orderhub.health.model.dependency import (
    App,
    Dependency,
    DependencyKind,
    Effect,
    Hit,
    Impact,
    Line,
    ProbeAnswer,
    app_subject,
)

AGREEING = 2  # one probe alone, dead or lying, decides nothing
STEPS = (1, 7, 14)  # days before a certificate's end at which people are told
Whitelists = Mapping[App, Sequence[str]]


def line_of(shop_id: int, app: App, addresses: Iterable[str]) -> Line:
    """A shop's line by the addresses it calls; empty ones and paths are left out."""
    places = [place for place in map(host_of, addresses) if place is not None]
    return Line(
        shop_id=shop_id,
        channel=app[0],
        app_key=app[1],
        hosts=frozenset(host for host, _ in places),
        secured=frozenset(host for host, by_tls in places if by_tls),
    )


def dependencies(lines: Iterable[Line], whitelists: Whitelists) -> list[Dependency]:
    """Everything the lines need, one entry per shop and thing."""
    return [
        Dependency(
            kind=kind,
            value=value,
            shop_id=line.shop_id,
            channel=line.channel,
            app_key=line.app_key,
        )
        for line in lines
        for kind, value in _needs(line, whitelists)
    ]


def _needs(line: Line, whitelists: Whitelists) -> list[tuple[DependencyKind, str]]:
    kinds = DependencyKind
    needs = [(kinds.EGRESS_ADDRESS, address) for address in whitelists.get(line.app, ())]
    needs += [(kinds.DOMAIN, host) for host in sorted(line.hosts)]
    if line.app_key:
        needs.append((kinds.APP_KEY, app_subject(*line.app)))
    return needs + [(kinds.CERTIFICATE, host) for host in sorted(line.secured)]


def impact(
    needs: Sequence[Dependency],
    lines: Sequence[Line],
    kind: DependencyKind,
    subject: str,
    planned: str,
) -> Impact:
    """What it does to each shop when `subject` becomes `planned`. A new address stops the shops
    whose platform does not list it; a host or key stops those that use it; a certificate is
    trusted or not, which only the call will tell."""
    if kind is DependencyKind.EGRESS_ADDRESS:
        listed = _listed(needs)
        hits = [_hit(line, _admission(listed.get(line.shop_id, []), planned)) for line in lines]
        return Impact(tuple(hits))
    have = {(need.kind, need.value, need.shop_id) for need in needs}
    concerned = [line for line in lines if (kind, subject, line.shop_id) in have]
    if kind is DependencyKind.CERTIFICATE:
        return Impact(tuple(_hit(line, Effect.UNCERTAIN) for line in concerned))
    ready = {line.shop_id for line in lines if (kind, planned, line.shop_id) in have}
    hits = [
        _hit(line, Effect.KEEPS if line.shop_id in ready else Effect.STOPS) for line in concerned
    ]
    return Impact(tuple(hits))


def _listed(needs: Iterable[Dependency]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for need in needs:
        if need.kind is DependencyKind.EGRESS_ADDRESS:
            found.setdefault(need.shop_id, []).append(need.value)
    return found


def _admission(listed: Collection[str], address: str) -> Effect:
    if not listed:
        return Effect.UNCERTAIN
    return Effect.KEEPS if admits(listed, address) else Effect.STOPS


def _hit(line: Line, effect: Effect) -> Hit:
    return Hit(shop_id=line.shop_id, channel=line.channel, app_key=line.app_key, effect=effect)


def admits(listed: Iterable[str], address: str) -> bool:
    """Whether a whitelist of addresses and networks lets the address in."""
    caller = ip_address(address)
    return any(caller in ip_network(entry, strict=False) for entry in listed)


def at_risk(lines: Iterable[Line], whitelists: Whitelists, address: str) -> list[Line]:
    """Lines whose platform has a declared whitelist without our address."""
    return [
        line
        for line in lines
        if (listed := whitelists.get(line.app)) and not admits(listed, address)
    ]


def agreed(answers: Sequence[ProbeAnswer]) -> str | None:
    """The address that more than half of all probes, and at least two, tell; else None."""
    told = Counter(answer.address for answer in answers if answer.address)
    for address, n in told.most_common(1):
        if n >= AGREEING and 2 * n > len(answers):
            return address
    return None


def ending_step(ends_at: datetime | None, now: datetime) -> int | None:
    """The narrowest of 1, 7 and 14 days within which it ends (or has ended); None later."""
    if ends_at is None:
        return None
    left = ends_at - now
    return next((days for days in STEPS if left <= timedelta(days=days)), None)


def is_address(text: str) -> bool:
    """Whether it is an IPv4 or IPv6 address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_network(text: str) -> bool:
    """Whether it is an address, or a network such as 203.0.113.0/24."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True
