"""What people do at the stock desk: map listings, set allocations, count goods."""

import asyncio
from dataclasses import asdict
from datetime import datetime

from orderhub.access.facade import Actor, record
from orderhub.channels.facade import connector_of, get_seen, get_shops
from orderhub.infra import live, outbox
from orderhub.infra.db import Tx
from orderhub.kernel.errors import Conflict, InvalidInput, NotFound, StaleVersion
from orderhub.kernel.types import Refusal
from orderhub.stock import events
from orderhub.stock.decide.similar import Candidate, Shelf, Suggestion
from orderhub.stock.model import Allocation, AllocationMode, ShopStock
from orderhub.stock.queries import goods
from orderhub.stock.service.goods import NewSku, add_skus
from orderhub.stock.service.mapping import announce_remapped, reserve_mapped
from orderhub.stock.service.receive import Counted, count
from orderhub.stock.statements import Row
from orderhub.stock.store import listings, publications, shops
from orderhub.stock.store.balances import Note

PERCENT = 100


async def put_sku(tx: Tx, actor: Actor, new: NewSku, now: datetime) -> int:
    """Add a SKU or change its words; InvalidInput for a part that is no simple SKU, Conflict for
    parts of one that has goods of its own."""
    sku_id = (await add_skus(tx, [new], now))[new.code]
    await record(tx, actor, "stock.sku", f"sku:{new.code}", detail={"safety": new.safety})
    return sku_id


async def count_goods(tx: Tx, actor: Actor, counted: Counted, reason: str, now: datetime) -> None:
    """Book goods counted; Conflict says why not, NotFound for an unknown SKU."""
    if await goods.one(tx, counted.sku_id) is None:
        raise NotFound("There is no such SKU.")
    refused = await count(tx, [counted], Note("count", now, reason, actor.name))
    for why in refused.values():
        raise Conflict(why)
    detail = {**asdict(counted), "reason": reason}
    await record(tx, actor, "stock.count", f"sku:{counted.sku_id}", detail=detail)
    live.announce(tx, "stock", sku_id=counted.sku_id)


async def map_listing(
    tx: Tx, actor: Actor, listing_id: int, sku_id: int | None, version: int, now: datetime
) -> int:
    """Say which SKU a listing is; how many waiting lines reserve now. Open orders hold what they
    hold until it is another SKU, and take that one then, unless a warehouse has them.
    StaleVersion, NotFound."""
    row = await listings.one(tx, listing_id)
    if row is None or (actor.shops is not None and row["shop_id"] not in actor.shops):
        raise NotFound("There is no such listing.")
    if sku_id is not None and await goods.one(tx, sku_id) is None:
        raise NotFound("There is no such SKU.")
    if not await listings.map_to(tx, listing_id, version, sku_id, "person"):
        raise StaleVersion("Somebody else mapped this listing meanwhile.")
    served = 0
    if sku_id is not None:
        await announce_remapped(tx, [row], {listing_id: sku_id}, now)
        served = await reserve_mapped(tx, [listing_id], now)
    detail = {"sku_id": sku_id, "lines": served}
    await record(tx, actor, "stock.map", f"listing:{listing_id}", row["shop_id"], detail)
    live.announce(tx, "stock", shop_id=row["shop_id"])
    return served


async def save_shop(tx: Tx, actor: Actor, shop: ShopStock, now: datetime) -> None:
    """Let a shop take part; Conflict where its channel cannot be told quantities."""
    seen = await get_seen(tx, actor, shop.shop_id)
    if shop.publish and connector_of(seen.channel).set_stock is None:
        raise Conflict(Refusal("cannot_publish", "This channel takes no quantities from us."))
    _check(Allocation(shop.mode, shop.amount, shop.safety))
    await shops.save(tx, shop, now)
    await publications.look_again(tx, shop_id=shop.shop_id)
    outbox.append(tx, events.shop_set(shop.shop_id, now))
    detail = {k: v for k, v in asdict(shop).items() if k != "shop_id"}
    await record(tx, actor, "stock.shop", f"shop:{shop.shop_id}", shop.shop_id, detail)


async def allocate(
    tx: Tx, actor: Actor, place: tuple[int, int], part: Allocation | None, now: datetime
) -> None:
    """Give a (shop, SKU) an allocation of its own, or take it away (None)."""
    shop_id, sku_id = place
    await get_seen(tx, actor, shop_id)
    if await goods.one(tx, sku_id) is None:
        raise NotFound("There is no such SKU.")
    if part is not None:
        _check(part)
    await shops.allocate(tx, shop_id, sku_id, part, now)
    await publications.look_again(tx, sku_ids=[sku_id])
    detail = None if part is None else asdict(part)
    await record(tx, actor, "stock.allocate", f"sku:{sku_id}", shop_id, detail)


async def shops_seen(tx: Tx, actor: Actor) -> list[tuple[str, bool, ShopStock]]:
    """The caller's shops: name, whether its channel takes quantities, how it takes part."""
    known = await shops.every(tx)
    seen = await get_shops(tx, None if actor.shops is None else sorted(actor.shops))
    return [
        (
            shop.name,
            connector_of(shop.channel).set_stock is not None,
            known.get(shop.id) or ShopStock(shop_id=shop.id, active=False),
        )
        for shop in seen
    ]


async def suggestions(tx: Tx, unmapped: list[Row]) -> dict[int, list[Suggestion]]:
    """Listing → SKUs that may be meant."""
    if not unmapped:
        return {}
    known = [Candidate(**row) for row in await goods.candidates(tx)]

    def work() -> dict[int, list[Suggestion]]:
        shelf = Shelf(known)
        return {row["id"]: shelf.suggest(row["sku_code"], row["title"]) for row in unmapped}

    return await asyncio.to_thread(work)


def _check(part: Allocation) -> None:
    if part.mode is AllocationMode.SHARE and part.amount > PERCENT:
        raise InvalidInput("a share is at most 100 percent", where="amount")
