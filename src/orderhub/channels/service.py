"""Use cases of shops: load, decide, save, announce. One transaction, no remote call."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from orderhub.access.facade import Actor, record
from orderhub.channels.decide import (
    authorised,
    check_address,
    check_credentials,
    paused,
    resumed,
    state_after,
)
from orderhub.channels.events import shop_changed
from orderhub.channels.model import Connect, Shop, ShopState
from orderhub.channels.store import authorisations, shops
from orderhub.channels.terms import keep
from orderhub.connector_kit.contract import Connector, Tokens
from orderhub.connectors import CONNECTORS
from orderhub.infra import live, outbox
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.kernel.errors import (
    AddressBlocked,
    Conflict,
    ConnectorError,
    InvalidInput,
    NotFound,
)
from orderhub.kernel.types import Refusal


async def connect(tx: Tx, master: MasterKey, actor: Actor, command: Connect, now: datetime) -> Shop:
    """Add a shop with its credentials. InvalidInput tells what is wrong; Conflict: name taken."""
    connector = CONNECTORS.get(command.channel)
    if connector is None:
        known = ", ".join(sorted(CONNECTORS))
        raise InvalidInput(f"there is no such channel; known: {known}", where="channel")
    check_address(connector, command.base_url)
    tokens = command.tokens or Tokens(command.credentials)
    check_credentials(connector, tokens.credentials)
    shop = await shops.insert(tx, command, _app_key(connector, tokens.credentials), now)
    await keep(tx, master, authorised(connector, shop.id, 1, tokens), 0, now)
    await shops.note_account(tx, shop.id, tokens.account_no)
    await _tell(tx, actor, "shops.connect", shop, now)
    return shop


async def change(
    tx: Tx, actor: Actor, shop_id: int, fields: Mapping[str, Any], now: datetime
) -> Shop:
    """Change name, addresses, poll interval or settings; InvalidInput when it lacks one."""
    shop = await lock_seen(tx, actor, shop_id)
    if "base_url" in fields:
        check_address(CONNECTORS[shop.channel], fields["base_url"])
    shop = await shops.save(tx, shop_id, dict(fields), now)
    await _tell(tx, actor, "shops.change", shop, now, fields=sorted(fields))
    return shop


async def authorise(
    tx: Tx, master: MasterKey, actor: Actor, shop_id: int, given: Mapping[str, str], now: datetime
) -> Shop:
    """Replace the shop's credentials by those a person gave."""
    return await accept(tx, master, actor, shop_id, Tokens(given), now)


async def accept(
    tx: Tx, master: MasterKey, actor: Actor, shop_id: int, tokens: Tokens, now: datetime
) -> Shop:
    """Replace the shop's credentials; a shop that waited for them works again."""
    shop = await lock_seen(tx, actor, shop_id)
    connector = CONNECTORS[shop.channel]
    check_credentials(connector, tokens.credentials)
    before = await authorisations.version_of(tx, shop_id)
    await keep(tx, master, authorised(connector, shop.id, before + 1, tokens), before, now)
    # Pasted credentials do not tell whose they are, and may be another seller's: learned anew.
    await shops.note_account(tx, shop_id, tokens.account_no)
    app_key = _app_key(connector, tokens.credentials)
    shop = await shops.save(tx, shop_id, {"app_key": app_key}, now)
    if shop.state in (ShopState.REAUTHORISE, ShopState.BLOCKED):
        await shops.set_state(tx, [shop_id], ShopState.ACTIVE, now)
        shop = replace(shop, state=ShopState.ACTIVE, version=shop.version + 1)
    await _tell(tx, actor, "shops.authorise", shop, now)
    return shop


async def pause(tx: Tx, actor: Actor, shop_id: int, now: datetime) -> Shop:
    """Stop all calls for the shop; Conflict when it is paused."""
    shop = await lock_seen(tx, actor, shop_id)
    return await _move(tx, actor, "shops.pause", shop, paused(shop.state), now)


async def resume(tx: Tx, actor: Actor, shop_id: int, now: datetime) -> Shop:
    """Let a paused or blocked shop work again; Conflict when it needs credentials instead."""
    shop = await lock_seen(tx, actor, shop_id)
    return await _move(tx, actor, "shops.resume", shop, resumed(shop.state), now)


async def lock_seen(tx: Tx, actor: Actor, shop_id: int) -> Shop:
    """The shop, held; NotFound also when it is outside the actor's scope."""
    if not actor.sees(shop_id):
        raise NotFound("there is no such shop")
    return await shops.lock(tx, shop_id)


async def get_seen(tx: Tx, actor: Actor, shop_id: int) -> Shop:
    """The shop as it stands; NotFound also when it is outside the actor's scope."""
    found = await shops.get_many(tx, [shop_id]) if actor.sees(shop_id) else []
    if not found:
        raise NotFound("there is no such shop")
    return found[0]


async def note_good(tx: Tx, shop: Shop, at: datetime) -> Collection[int]:
    """A call went well: the trouble is over, and a blocked shop (with the others of its app key,
    when the address was at fault) works again. Returns the ids of the shops set free."""
    by_address = shop.trouble is not None and shop.trouble.code == AddressBlocked.code
    ids = await shops.lock_app(tx, shop) if by_address else [int(shop.id)]
    present = await shops.lock(tx, shop.id)
    await shops.mark_good(tx, shop.id, ids, at)
    if state_after(present.state, None) is present.state:
        return ()
    return await _bring(tx, ids, ShopState.ACTIVE, "", at)


async def note_trouble(tx: Tx, shop: Shop, error: ConnectorError, now: datetime) -> Collection[int]:
    """A call failed: remember it and stop what must stop; a blocked address stops every shop of
    the app key. Returns the ids of the shops concerned."""
    by_address = isinstance(error, AddressBlocked)
    ids = await shops.lock_app(tx, shop) if by_address else [int(shop.id)]
    present = await shops.lock(tx, shop.id)
    await shops.mark_trouble(tx, ids, error.code, error.detail, now)
    after = state_after(present.state, error)
    if after is not present.state:
        await _bring(tx, ids, after, error.code, now)
    return ids


async def _bring(
    tx: Tx, ids: Collection[int], state: ShopState, reason: str, now: datetime
) -> list[int]:
    moved = await shops.set_state(tx, ids, state, now)
    told = [shop_changed(s.id, s.channel, s.version, s.state, reason, now) for s in moved]
    outbox.append(tx, *told)
    for shop in moved:
        live.announce(tx, "shops", shop_id=shop.id, state=shop.state)
    return [int(shop.id) for shop in moved]


async def _move(
    tx: Tx, actor: Actor, action: str, shop: Shop, target: ShopState | Refusal, now: datetime
) -> Shop:
    if isinstance(target, Refusal):
        raise Conflict(target)
    await shops.set_state(tx, [shop.id], target, now)
    moved = replace(shop, state=target, version=shop.version + 1)
    await _tell(tx, actor, action, moved, now)
    return moved


async def _tell(
    tx: Tx, actor: Actor, action: str, shop: Shop, now: datetime, **detail: Any
) -> None:
    told = {"channel": shop.channel, **detail}
    await record(tx, actor, action, f"shop:{shop.id}", shop_id=shop.id, detail=told)
    event = shop_changed(shop.id, shop.channel, shop.version, shop.state, "", now)
    outbox.append(tx, event)
    live.announce(tx, "shops", shop_id=shop.id, state=shop.state)


def _app_key(connector: Connector, credentials: Mapping[str, str]) -> str:
    return credentials.get(connector.app_key_field, "")
