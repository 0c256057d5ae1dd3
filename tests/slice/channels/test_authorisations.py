"""Credentials are sealed, never told, and renewed by one worker only."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text

from orderhub.channels.facade import Authorisation, Shop, ShopState, authorisation_of, session_for
from orderhub.channels.service import authorise
from orderhub.channels.store import authorisations
from orderhub.infra.crypto import MasterKey, SealBroken
from orderhub.kernel.errors import AuthRevoked, ConnectorError, InvalidInput, StaleVersion
from tests.support.sync import ADMIN, MASTER, Hub

DETAILS = {"taobao": "taobao.trade.fullinfo.get", "jd": "jingdong.pop.order.enGet"}


async def ask(hub: Hub, shop: Shop) -> str:
    """One small call; the code of the error, "" when it went well."""
    session = await session_for(hub.outside, shop)
    order = {"order_id": "1", "optional_fields": "orderId", "tid": "1", "fields": "tid"}
    try:
        await session.read(DETAILS[shop.channel], order)
    except ConnectorError as error:
        return error.code
    return ""


async def test_no_secret_stands_in_clear_in_the_database_or_in_a_repr(hub: Hub) -> None:
    shop, _ = await hub.connect("taobao")
    async with hub.db.transaction() as tx:
        known = await authorisation_of(tx, MASTER, shop.id)
        secrets = [known.credentials[name] for name in ("app_secret", "session", "refresh_token")]
        dump = ""
        for table in ("shops", "shop_authorisations", "audit_entries", "outbox"):
            rows = await tx.execute(text(f"SELECT t::text FROM {table} t"))
            dump += " ".join(rows.scalars())
    session = await session_for(hub.outside, shop)
    for told in (dump, repr(known), repr(session), repr(hub.outside), repr(shop)):
        assert not [secret for secret in secrets if secret in told], told[:2000]


async def test_sealed_credentials_open_for_their_own_shop_and_key_only(hub: Hub) -> None:
    one, _ = await hub.connect("taobao", 0)
    two, _ = await hub.connect("taobao", 1)
    async with hub.db.transaction() as tx:
        with pytest.raises(SealBroken):
            await authorisation_of(tx, MasterKey(bytes(32)), one.id)
        await tx.execute(
            text("""UPDATE shop_authorisations SET (wrapped_key, sealed) =
                (SELECT wrapped_key, sealed FROM shop_authorisations WHERE shop_id = :one)
                WHERE shop_id = :two"""),
            {"one": one.id, "two": two.id},
        )
        with pytest.raises(SealBroken):
            await authorisation_of(tx, MASTER, two.id)


async def test_many_workers_with_an_expired_token_make_one_renewal(hub: Hub, polled: str) -> None:
    shop, control = await hub.connect(polled)
    await control.fault("F18", args={"delay_ms": 150})
    codes = await asyncio.gather(*(ask(hub, shop) for _ in range(6)))
    assert "auth_revoked" not in codes
    async with hub.db.transaction() as tx:
        assert (await authorisation_of(tx, MASTER, shop.id)).version == 2
    refreshes = [
        sum(by.values()) for method, by in (await control.calls()).items() if "refresh" in method
    ]
    assert sum(refreshes) == 1


async def test_a_renewal_that_is_refused_says_that_only_a_person_can_help(
    hub: Hub, polled: str
) -> None:
    shop, control = await hub.connect(polled)
    await control.token("revoked")
    assert await ask(hub, shop) == AuthRevoked.code


async def test_of_two_who_save_credentials_at_once_the_second_is_refused(hub: Hub) -> None:
    shop, _ = await hub.connect("taobao")
    async with hub.db.transaction() as tx:
        known = await authorisation_of(tx, MASTER, shop.id)
        fresh = replace(known, version=2, credentials={**known.credentials, "session": "new"})
        await authorisations.save(tx, MASTER, fresh, 1, hub.now())
        with pytest.raises(StaleVersion):
            await authorisations.save(tx, MASTER, fresh, 1, hub.now())


async def test_new_credentials_wake_a_shop_that_waited_for_them(hub: Hub, polled: str) -> None:
    shop, control = await hub.connect(polled)
    await control.place(3)
    await control.token("revoked")
    await hub.turn(shop)
    assert (await hub.shop(shop)).state is ShopState.REAUTHORISE
    await control.token("valid")
    async with hub.db.transaction() as tx:
        known: Authorisation = await authorisation_of(tx, MASTER, shop.id)
        given = dict(known.credentials)
        await authorise(tx, MASTER, ADMIN, shop.id, given, hub.now())
    assert (await hub.shop(shop)).state is ShopState.ACTIVE
    await hub.turn(shop)
    assert len(await hub.stored(shop)) == 3


async def test_wrong_credentials_are_named_without_their_values(hub: Hub) -> None:
    shop, _ = await hub.connect("taobao")
    async with hub.db.transaction() as tx:
        with pytest.raises(InvalidInput, match="app_secret, session missing"):
            await authorise(tx, MASTER, ADMIN, shop.id, {"app_key": "hidden-value"}, hub.now())
        given = {"app_key": "1", "app_secret": "hidden", "session": "hidden", "colour": "red"}
        with pytest.raises(InvalidInput, match="has no colour") as refused:
            await authorise(tx, MASTER, ADMIN, shop.id, given, hub.now())
    assert "hidden" not in str(refused.value)
