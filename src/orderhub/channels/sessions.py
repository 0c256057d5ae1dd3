"""Opening a shop's line to its channel: credentials, quota, renewal and record put together."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from orderhub.channels.decide import wants_renewal
from orderhub.channels.model import Shop
from orderhub.channels.renewal import Renewal
from orderhub.channels.store import authorisations
from orderhub.channels.throttle import Turnstile, peer_turnstile, rates
from orderhub.connector_kit.contract import Connector, Credentials, ShopSession
from orderhub.connector_kit.session import Call, HttpSession, Limits, Line, Ports
from orderhub.connector_kit.transport import Client
from orderhub.connectors import CONNECTORS
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.kernel.errors import AuthRevoked, ConfigError, NotFound
from orderhub.kernel.types import ChannelCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What all sessions of a process share; `apps` makes it once."""

    db: Database
    master: MasterKey
    http: Client
    record_call: Callable[[Call], None]
    now: Callable[[], datetime]
    limits: Limits = field(default_factory=Limits)


class OpenSession(Protocol):
    """Opens a shop's line; `valuable` calls may use the reserve of the quota."""

    async def __call__(self, shop: Shop, *, valuable: bool = False) -> ShopSession: ...


def connector_of(channel: ChannelCode) -> Connector:
    """The connector of a shop's channel; ConfigError when this version does not have it."""
    connector = CONNECTORS.get(channel)
    if connector is None:
        raise ConfigError(f"this version has no connector for channel {channel}")
    return connector


def plain_session(
    outside: Outside, connector: Connector, line: Line, credentials: Credentials
) -> HttpSession:
    """A line with these credentials and no renewal: for one who has no tokens yet."""
    turnstile = Turnstile(outside.db, connector.channel, rates(connector))
    return HttpSession(connector, line, credentials, _ports(outside, turnstile))


def peer_session(
    outside: Outside, wire: Connector, line: Line, credentials: Credentials
) -> HttpSession:
    """A line to a peer, `line.shop` its name ("warehouse:3"): its calls stand on the health board,
    and it has circuits of its own."""
    return HttpSession(
        wire, line, credentials, _ports(outside, peer_turnstile(outside.db, line.shop))
    )


def _ports(outside: Outside, turnstile: Turnstile) -> Ports:
    return Ports(
        http=outside.http,
        now=outside.now,
        take_tokens=turnstile.take,
        tell=turnstile.tell,
        record_call=outside.record_call,
        limits=outside.limits,
    )


async def session_for(outside: Outside, shop: Shop, *, valuable: bool = False) -> HttpSession:
    """The shop's line; its token is renewed first when it is about to end. `valuable` calls may use
    the reserve of the quota. Raises AuthRevoked when the shop has no credentials or they cannot be
    renewed."""
    connector = connector_of(shop.channel)
    try:
        async with outside.db.autocommit() as tx:
            known = await authorisations.load(tx, outside.master, shop.id)
    except NotFound as error:
        raise AuthRevoked(error.detail) from None
    line = Line(shop=str(shop.id), base_url=shop.base_url, oauth_url=shop.oauth_url)
    rate_of = rates(connector, shop)
    bare = _ports(outside, Turnstile(outside.db, shop.channel, rate_of, valuable=valuable))

    def session_with(credentials: Credentials) -> HttpSession:
        return HttpSession(connector, line, credentials, bare)

    renewal = Renewal(outside.db, outside.master, shop.id, connector, session_with, outside.now)
    credentials: Credentials = known.credentials
    if connector.refresh_tokens is not None and wants_renewal(known, outside.now()):
        credentials = await renewal.renew(credentials)
    return HttpSession(connector, line, credentials, replace(bare, renew=renewal.renew))
