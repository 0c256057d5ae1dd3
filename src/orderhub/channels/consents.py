"""A seller's consent (授权): begun here, answered on the channel's own page, completed here."""

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from orderhub.access.facade import Actor
from orderhub.channels.decide import app_credentials, check_app_credentials
from orderhub.channels.model import Asked, Connect, Ended, Shop
from orderhub.channels.model import ConsentOutcome as Outcome
from orderhub.channels.service import accept, connect, lock_seen
from orderhub.channels.store import authorisations, consents, shops
from orderhub.connector_kit.contract import Connector, Consent, Credentials, Tokens
from orderhub.connector_kit.session import Line, oauth_address
from orderhub.connectors import CONNECTORS
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.kernel.errors import Conflict, InvalidInput
from orderhub.kernel.types import Refusal

GOOD_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Where the seller agrees, and until when he must be back. The address holds the state."""

    url: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a consent is begun: the browser's session, and the address the seller returns to."""

    browser: bytes = field(repr=False)
    return_url: str


async def begin(tx: Tx, master: MasterKey, place: Place, command: Connect, now: datetime) -> Begun:
    """For a shop that is not ours yet, with the app's credentials. InvalidInput, Conflict."""
    connector = CONNECTORS.get(command.channel)
    if connector is None:
        known = ", ".join(sorted(CONNECTORS))
        raise InvalidInput(f"there is no such channel; known: {known}", where="channel")
    check_app_credentials(connector, command.credentials)
    if await shops.name_is_taken(tx, command.channel, command.name):
        raise Conflict(Refusal("name_taken", "this channel has a shop of that name"))
    asked = Asked(channel=command.channel, return_url=place.return_url, connect=command)
    line = Line(shop="", base_url=command.base_url, oauth_url=command.oauth_url)
    return await _ask(tx, master, place, (asked, connector, line, command.credentials), now)


async def begin_again(
    tx: Tx, master: MasterKey, actor: Actor, place: Place, shop_id: int, now: datetime
) -> Begun:
    """For a shop of ours, with the app's credentials it has. NotFound, InvalidInput."""
    shop = await lock_seen(tx, actor, shop_id)
    connector = CONNECTORS[shop.channel]
    known = await authorisations.load(tx, master, shop_id)
    app = app_credentials(connector, known.credentials)
    check_app_credentials(connector, app)
    asked = Asked(channel=shop.channel, return_url=place.return_url, shop_id=shop_id)
    return await _ask(tx, master, place, (asked, connector, line_of(shop), app), now)


async def take(
    tx: Tx, master: MasterKey, state: str, browser: bytes, now: datetime
) -> Asked | None:
    """What the state stands for, which is spent by it; None when it stands for nothing here."""
    return await consents.take(tx, master, _hash(state), browser, now)


async def complete(
    tx: Tx, master: MasterKey, actor: Actor, asked: Asked, tokens: Tokens, now: datetime
) -> Ended:
    """Keep what the seller granted, unless it is another account than the shop has been."""
    if asked.connect is None:
        return await _renew(tx, master, actor, asked, tokens, now)
    command = asked.connect
    before = await _known_as(tx, asked.channel, command.base_url, tokens)
    if before is not None:
        return Ended(outcome=Outcome.ALREADY_CONNECTED, shop_id=before)
    shop = await connect(tx, master, actor, replace(command, tokens=tokens), now)
    return Ended(outcome=Outcome.CONNECTED, shop_id=shop.id)


async def _renew(
    tx: Tx, master: MasterKey, actor: Actor, asked: Asked, tokens: Tokens, now: datetime
) -> Ended:
    shop = await lock_seen(tx, actor, asked.shop_id or 0)
    account = tokens.account_no
    changed = bool(account and shop.account_no and shop.account_no != account)
    other = await _known_as(tx, shop.channel, shop.base_url, tokens)
    if changed or other not in (None, shop.id):
        return Ended(outcome=Outcome.OTHER_ACCOUNT, shop_id=shop.id)
    await accept(tx, master, actor, shop.id, tokens, now)
    return Ended(outcome=Outcome.RENEWED, shop_id=shop.id)


def line_of(shop: Shop) -> Line:
    """Whom to call for a shop of ours."""
    return Line(shop=str(shop.id), base_url=shop.base_url, oauth_url=shop.oauth_url)


async def _known_as(tx: Tx, channel: str, base_url: str | None, tokens: Tokens) -> int | None:
    if not tokens.account_no:
        return None
    return await shops.of_account(tx, channel, base_url, tokens.account_no)


async def _ask(
    tx: Tx,
    master: MasterKey,
    place: Place,
    what: tuple[Asked, Connector, Line, Credentials],
    now: datetime,
) -> Begun:
    asked, connector, line, credentials = what
    if connector.authorise_url is None:
        raise InvalidInput(f"{connector.label} knows no consent", where="channel")
    state = secrets.token_urlsafe(32)
    expires_at = now + GOOD_FOR
    await consents.forget(tx, now)
    await consents.insert(
        tx,
        master,
        asked,
        state_hash=_hash(state),
        browser_hash=place.browser,
        expires_at=expires_at,
    )
    url = connector.authorise_url(
        Consent(
            oauth_url=oauth_address(connector, line),
            credentials=credentials,
            return_url=place.return_url,
            state=state,
        )
    )
    return Begun(url=url, expires_at=expires_at)


def _hash(state: str) -> bytes:
    return hashlib.sha256(state.encode("utf-8", "surrogatepass")).digest()
