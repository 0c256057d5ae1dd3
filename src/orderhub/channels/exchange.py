"""The way back from a channel's consent page: code into tokens, tokens kept, the shop tried."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from orderhub.access.facade import Actor
from orderhub.channels import consents
from orderhub.channels.decide import app_credentials
from orderhub.channels.model import Asked, Ended
from orderhub.channels.model import ConsentOutcome as Outcome
from orderhub.channels.service import get_seen, note_trouble
from orderhub.channels.sessions import Outside, connector_of, plain_session, session_for
from orderhub.channels.store import authorisations
from orderhub.connector_kit.contract import Tokens
from orderhub.connector_kit.session import HttpSession, Line
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import (
    AddressBlocked,
    ChannelUnavailable,
    Conflict,
    ConnectorError,
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    ScopeMissing,
)

SAID = {"access_denied": Outcome.REFUSED, "invalid_scope": Outcome.SCOPE_MISSING}


async def finish(
    outside: Outside, actor: Actor, browser: bytes, query: Mapping[str, str], now: datetime
) -> Ended:
    """What a seller came back with, seen through; the state is spent whatever comes of it."""
    async with outside.db.transaction() as tx:
        state = query.get("state", "")
        asked = await consents.take(tx, outside.master, state, browser, now)
    if asked is None:
        return Ended(outcome=Outcome.STATE_UNKNOWN)
    if said := query.get("error"):
        return Ended(outcome=SAID.get(said, Outcome.CODE_REFUSED), shop_id=asked.shop_id)
    try:
        tokens = await _exchange(outside, actor, asked, query)
    except ConnectorError as error:
        log.warning("channels.consent_failed", channel=asked.channel, code=error.code)
        return Ended(outcome=_outcome(error), shop_id=asked.shop_id)
    except NotFound:  # The shop went, or out of the actor's sight, while the seller was away.
        return Ended(outcome=Outcome.STATE_UNKNOWN)
    ended = await _keep(outside, actor, asked, tokens, now)
    if ended.outcome in (Outcome.CONNECTED, Outcome.RENEWED):
        return await _tried(outside, actor, ended, now)
    return ended


async def _exchange(
    outside: Outside, actor: Actor, asked: Asked, query: Mapping[str, str]
) -> Tokens:
    exchange_code = connector_of(asked.channel).exchange_code
    session = await _session(outside, actor, asked)
    if exchange_code is None:
        raise ConnectorError("this version's connector knows no consent")
    tokens = await exchange_code(session, query, asked.return_url)
    return replace(tokens, credentials={**session.credentials, **tokens.credentials})


async def _session(outside: Outside, actor: Actor, asked: Asked) -> HttpSession:
    connector = connector_of(asked.channel)
    if asked.connect is not None:
        new = asked.connect
        line = Line(shop="", base_url=new.base_url, oauth_url=new.oauth_url)
        return plain_session(outside, connector, line, new.credentials)
    async with outside.db.transaction() as tx:
        shop = await get_seen(tx, actor, asked.shop_id or 0)
        known = await authorisations.load(tx, outside.master, shop.id)
    app = app_credentials(connector, known.credentials)
    return plain_session(outside, connector, consents.line_of(shop), app)


async def _keep(
    outside: Outside, actor: Actor, asked: Asked, tokens: Tokens, now: datetime
) -> Ended:
    try:
        async with outside.db.transaction() as tx:
            return await consents.complete(tx, outside.master, actor, asked, tokens, now)
    except Conflict:
        return Ended(outcome=Outcome.NAME_TAKEN)
    except InvalidInput:  # A grant without what the channel needs of every shop.
        return Ended(outcome=Outcome.CODE_REFUSED, shop_id=asked.shop_id)


async def _tried(outside: Outside, actor: Actor, ended: Ended, now: datetime) -> Ended:
    """A first call: a seller may agree to less than is needed, an address may not be listed."""
    async with outside.db.transaction() as tx:
        shop = await get_seen(tx, actor, ended.shop_id or 0)
    probe = connector_of(shop.channel).probe
    if probe is None:
        return ended
    try:
        await probe(await session_for(outside, shop))
    except (AddressBlocked, ScopeMissing) as error:
        async with outside.db.transaction() as tx:
            await note_trouble(tx, shop, error, now)
        return replace(ended, outcome=_outcome(error))
    except ConnectorError as error:  # The first run will tell.
        log.warning("channels.consent_untried", shop_id=shop.id, code=error.code)
    return ended


def _outcome(error: ConnectorError) -> Outcome:
    match error:
        case ScopeMissing():
            return Outcome.SCOPE_MISSING
        case AddressBlocked():
            return Outcome.ADDRESS_BLOCKED
        case ChannelUnavailable() | RateLimited() | OutcomeUnknown():
            return Outcome.UNREACHABLE
        case _:
            return Outcome.CODE_REFUSED
