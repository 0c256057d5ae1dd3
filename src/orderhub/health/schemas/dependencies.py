"""Wire shapes of the dependencies: apps, shops, hosts, certificates, our own address."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from orderhub.channels.facade import Shop, ShopState, connector_of
from orderhub.health.decide.dependencies import admits, ending_step, is_network
from orderhub.health.model.dependency import Certificate, Egress, ProbeAnswer
from orderhub.health.service.dependencies import Landscape
from orderhub.infra.http import Body
from orderhub.kernel.types import ChannelCode

Admission = Literal["listed", "at_risk", "planned", "undeclared", "unobserved"]


def _network(written: str) -> str:
    if not is_network(written):
        raise ValueError("not an IP address, nor a network such as 203.0.113.0/24")
    return written


Network = Annotated[str, Field(min_length=2, max_length=60), AfterValidator(_network)]


class ProbeOut(BaseModel):
    """What one probe told; `fault` where it told nothing usable."""

    probe: str
    address: str
    fault: str

    @classmethod
    def of(cls, answer: ProbeAnswer) -> "ProbeOut":
        return cls(probe=answer.probe, address=answer.address, fault=answer.fault)


class EgressOut(BaseModel):
    """Our own address: `address` is what most probes agreed on last, null before; `watching` is
    false while no probes are set (`ORDERHUB_EGRESS_PROBES`)."""

    watching: bool
    address: str | None
    since: datetime | None
    looked_at: datetime | None
    probes: list[ProbeOut]

    @classmethod
    def of(cls, seen: Egress | None, *, watching: bool) -> "EgressOut":
        if seen is None or not watching:
            return cls(watching=watching, address=None, since=None, looked_at=None, probes=[])
        return cls(
            watching=True,
            address=seen.address,
            since=seen.since,
            looked_at=seen.looked_at,
            probes=[
                ProbeOut(probe=a.probe, address=a.address, fault=a.fault) for a in seen.answers
            ],
        )


class ShopNeedsOut(BaseModel):
    shop_id: int
    name: str
    state: ShopState
    hosts: list[str]


class AppOut(BaseModel):
    """One app at a platform. `admission` compares its declared whitelist with our address:
    `planned` where an approved change foresees it."""

    channel: str
    label: str
    app_key: str
    addresses: list[str]
    admission: Admission
    shops: list[ShopNeedsOut]


class HostOut(BaseModel):
    """A host that is called, with its certificate where TLS is spoken; `step`: within how many
    days (1, 7, 14) it ends, null when later or unknown."""

    host: str
    shop_ids: list[int]
    secured: bool
    ends_at: datetime | None
    fault: str
    step: int | None


class DependenciesOut(BaseModel):
    egress: EgressOut
    apps: list[AppOut]
    hosts: list[HostOut]


class WhitelistIn(Body):
    """Addresses and networks that the platform lets in for this app; none: nothing is known."""

    channel: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9_]+$")]
    app_key: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
    addresses: Annotated[list[Network], Field(max_length=50)]


def apps_of(known: Landscape, egress: Egress | None, planned: Sequence[str]) -> list[AppOut]:
    """Apps with their shops, in the order of platforms."""
    found: dict[tuple[str, str], list[ShopNeedsOut]] = {}
    for line in known.lines:
        shop = known.shops[line.shop_id]
        found.setdefault(line.app, []).append(_shop(shop, line.hosts))
    return [
        AppOut(
            channel=channel,
            label=connector_of(ChannelCode(channel)).label,
            app_key=key,
            addresses=list(known.whitelists.get((channel, key), ())),
            admission=_admission(known.whitelists.get((channel, key), ()), egress, planned),
            shops=shops,
        )
        for (channel, key), shops in sorted(found.items(), key=lambda item: item[0])
    ]


def hosts_of(
    known: Landscape, certificates: Mapping[str, Certificate], now: datetime
) -> list[HostOut]:
    """Hosts by name."""
    called = sorted({host for line in known.lines for host in line.hosts})
    return [_host(host, known, certificates.get(host), now) for host in called]


def _host(host: str, known: Landscape, seen: Certificate | None, now: datetime) -> HostOut:
    ends_at = None if seen is None else seen.ends_at
    return HostOut(
        host=host,
        shop_ids=[line.shop_id for line in known.lines if host in line.hosts],
        secured=any(host in line.secured for line in known.lines),
        ends_at=ends_at,
        fault="" if seen is None else seen.fault,
        step=ending_step(ends_at, now),
    )


def _shop(shop: Shop, hosts: frozenset[str]) -> ShopNeedsOut:
    return ShopNeedsOut(shop_id=shop.id, name=shop.name, state=shop.state, hosts=sorted(hosts))


def _admission(listed: Sequence[str], egress: Egress | None, planned: Sequence[str]) -> Admission:
    if not listed:
        return "undeclared"
    if egress is None or egress.address is None:
        return "unobserved"
    if admits(listed, egress.address):
        return "listed"
    return "planned" if egress.address in planned else "at_risk"
