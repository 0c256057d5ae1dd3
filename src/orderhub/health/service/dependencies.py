"""The dependencies as they stand: derived from the shops, and what people declared."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from orderhub.access.facade import Actor, record
from orderhub.channels.facade import Shop, connector_of, get_shops
from orderhub.connector_kit.contract import Connector
from orderhub.health.decide import dependencies as decide
from orderhub.health.model.dependency import App, Dependency, Line
from orderhub.health.service.egress import judge_egress
from orderhub.health.store import whitelists
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Landscape:
    """The shops that are called, what each needs, and the whitelists people declared."""

    shops: Mapping[int, Shop]
    lines: Sequence[Line]
    whitelists: Mapping[App, Sequence[str]]
    needs: Sequence[Dependency]


async def landscape(tx: Tx, shop_ids: Collection[int] | None = None) -> Landscape:
    """Of these shops (None: all); a shop that only pushes depends on nothing outside."""
    shops = {int(s.id): s for s in await get_shops(tx, shop_ids)}
    lines = lines_of(list(shops.values()))
    declared = await whitelists.load(tx)
    needs = decide.dependencies(lines, declared)
    return Landscape(shops=shops, lines=lines, whitelists=declared, needs=needs)


def lines_of(shops: Sequence[Shop]) -> list[Line]:
    """The lines of the shops whose channel is called, in their order."""
    known = ((shop, connector_of(shop.channel)) for shop in shops)
    return [
        decide.line_of(int(shop.id), (shop.channel, shop.app_key), _addresses(shop, connector))
        for shop, connector in known
        if connector.prepare is not None
    ]


def _addresses(shop: Shop, connector: Connector) -> tuple[str, ...]:
    if shop.base_url is not None:
        return shop.base_url, shop.oauth_url or ""
    return connector.base_url, shop.oauth_url or connector.oauth_url, connector.push_url


async def declare_whitelist(
    tx: Tx, actor: Actor, app: App, addresses: Sequence[str], now: datetime
) -> None:
    """What the platform lets in for this app, replacing what was said before; NotFound for an app
    of no shop, or of one outside the actor's scope. Drift is judged again at once."""
    known = await landscape(tx)
    concerned = [line.shop_id for line in known.lines if line.app == app]
    if not concerned or not all(actor.sees(shop_id) for shop_id in concerned):
        raise NotFound("there is no such app among your shops")
    wanted = sorted(set(addresses))
    await whitelists.put(tx, app, wanted, actor.name, now)
    detail = {"channel": app[0], "app_key": app[1], "addresses": wanted}
    await record(tx, actor, "dependencies.whitelist", f"app:{app[0]}:{app[1]}", detail=detail)
    await judge_egress(tx, known.lines, now)
    live.announce(tx, "dependencies")
