"""The end of an authorisation is seen coming, told once each time, and told from a revoked one."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from orderhub.channels.events import AUTHORISATION_ENDING as ENDING_TOPIC
from orderhub.channels.facade import ENDING, Shop, ShopState, warn
from orderhub.channels.service import accept
from orderhub.connector_kit.contract import Tokens
from orderhub.connectors import CONNECTORS
from orderhub.health.facade import tell_people
from orderhub.infra.bus import Message
from orderhub.infra.ticker import Ticker
from orderhub.notify.model import Duty, EndpointKind, Target
from orderhub.notify.service.settings import add_endpoint, set_duties
from tests.support.sync import ADMIN, MASTER, Hub


async def grant(hub: Hub, shop: Shop, ends_at: datetime) -> None:
    """New tokens of the seller, the refresh token good until `ends_at`."""
    given = hub.sandbox["channels"][shop.channel]["shops"][0]
    fields = {f.name for f in CONNECTORS[shop.channel].credential_fields}
    credentials = {k: v for k, v in given.items() if k in fields}
    async with hub.db.transaction() as tx:
        tokens = Tokens(credentials, hub.now() + timedelta(days=2), ends_at)
        await accept(tx, MASTER, ADMIN, shop.id, tokens, hub.now())


async def timers(hub: Hub) -> dict[str, datetime]:
    rows = await hub.rows("SELECT key, due_at FROM timers WHERE kind = :kind", kind=ENDING)
    return {row.key: row.due_at for row in rows}


async def told(hub: Hub) -> list[dict[str, Any]]:
    rows = await hub.rows(
        "SELECT data, version FROM outbox WHERE topic = :topic ORDER BY id",
        topic=ENDING_TOPIC,
    )
    assert len({row.version for row in rows}) == len(rows)
    return [row.data for row in rows]


async def links_told(hub: Hub) -> set[str]:
    """Where the notices lead that somebody on call gets of the warnings."""
    async with hub.db.transaction() as tx:
        target = Target(EndpointKind.WECOM, "https://example.com/?key=1", "")
        made = await add_endpoint(tx, MASTER, ADMIN, "group", target)
        await set_duties(tx, ADMIN, [Duty(person="王芳", endpoint_id=made.id)])
        rows = await tx.execute(text("SELECT * FROM outbox WHERE topic = :t"), {"t": ENDING_TOPIC})
        for row in rows.all():
            said = {name: getattr(row, name) for name in ("topic", "key", "version", "occurred_at")}
            message = Message(id=str(row.id), data=row.data, **said)
            await tell_people(message, tx, hub.now, "https://hub.example")
    found = await hub.rows("SELECT message ->> 'link' AS link FROM notify_deliveries")
    assert len(found) == 3
    return {row.link for row in found}


async def tick(hub: Hub) -> None:
    """Run the warnings whose time has come by the hub's clock."""
    async with hub.db.transaction() as tx:
        await tx.execute(text("UPDATE timers SET due_at = due_at - :ahead"), {"ahead": hub.ahead})

    async def warning(timer: Any, tx: Any) -> None:
        await warn(timer, tx, hub.now)

    ticker = Ticker(hub.db, {ENDING: warning})
    while await ticker.start_due():
        await ticker.drain()


async def test_three_warnings_come_before_the_end_one_each(hub: Hub) -> None:
    shop, _ = await hub.connect("jd")
    ends_at = hub.now() + timedelta(days=20)
    await grant(hub, shop, ends_at)
    assert await timers(hub) == {
        f"{shop.id}:{days}": ends_at - timedelta(days=days) for days in (14, 7, 1)
    }
    hub.ahead = timedelta(days=19, minutes=1)
    await tick(hub)
    assert sorted(one["days"] for one in await told(hub)) == [1, 7, 14]
    assert {one["ends_at"] for one in await told(hub)} == {ends_at.isoformat()}
    await tick(hub)
    assert len(await told(hub)) == 3
    assert await links_told(hub) == {f"https://hub.example/shops?shop={shop.id}"}


async def test_a_renewed_authorisation_takes_the_old_warnings_away(hub: Hub) -> None:
    shop, _ = await hub.connect("jd")
    await grant(hub, shop, hub.now() + timedelta(days=20))
    later = hub.now() + timedelta(days=180)
    await grant(hub, shop, later)
    assert min((await timers(hub)).values()) == later - timedelta(days=14)
    await grant(hub, shop, hub.now() + timedelta(days=3))
    assert list(await timers(hub)) == [f"{shop.id}:1"]


async def test_an_authorisation_over_by_its_date_is_told_from_a_revoked_one(hub: Hub) -> None:
    shop, control = await hub.connect("taobao")
    await control.token("revoked")
    await hub.turn(shop)
    revoked = await hub.shop(shop)
    assert (revoked.state, revoked.trouble and revoked.trouble.code) == (
        ShopState.REAUTHORISE,
        "auth_revoked",
    )
    await grant(hub, shop, hub.now() - timedelta(days=1))
    async with hub.db.transaction() as tx:
        await tx.execute(
            text("UPDATE shop_authorisations SET ends_at = :t"),
            {"t": hub.now() - timedelta(days=1)},
        )
    await hub.turn(shop)
    lapsed = await hub.shop(shop)
    assert (lapsed.state, lapsed.trouble and lapsed.trouble.code) == (
        ShopState.REAUTHORISE,
        "auth_lapsed",
    )
