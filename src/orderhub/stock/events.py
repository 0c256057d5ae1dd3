"""What stock announces: thin, versioned, no personal data."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from typing_extensions import TypedDict

from orderhub.kernel.events import Event

SHORTAGE = "stock.shortage.v1"
FILLED = "stock.filled.v1"
UNMAPPED = "stock.unmapped.v1"
MAPPED = "stock.mapped.v1"
REMAPPED = "stock.remapped.v1"
SHOP_SET = "stock.shop_set.v1"


class OrdersOfShop(TypedDict):
    """Orders of one shop, by number, that want goods or a mapping."""

    shop_id: int
    numbers: list[str]


class OrdersServed(TypedDict):
    """Orders that have, or may now have, what they waited for."""

    order_ids: list[int]


class Remapped(TypedDict):
    """A listing is another SKU than before: how orders name it, and both SKUs."""

    listing_id: int
    shop_id: int
    listing_no: str
    sku_code: str
    sku_ids: list[int]


class ShopSet(TypedDict):
    """A shop takes part in stock in another way from now on."""

    shop_id: int


ANNOUNCED = {
    SHORTAGE: OrdersOfShop,
    UNMAPPED: OrdersOfShop,
    FILLED: OrdersServed,
    MAPPED: OrdersServed,
    REMAPPED: Remapped,
    SHOP_SET: ShopSet,
}


def shortage(shop_id: int, numbers: Sequence[str], at: datetime) -> Event:
    """Orders that came in and could not be given everything they ask for."""
    return _about(SHORTAGE, f"shop:{shop_id}", at, shop_id=shop_id, numbers=list(numbers))


def unmapped(shop_id: int, numbers: Sequence[str], at: datetime) -> Event:
    """Orders with a line whose listing is no SKU of ours yet."""
    return _about(UNMAPPED, f"shop:{shop_id}", at, shop_id=shop_id, numbers=list(numbers))


def filled(sku_id: int, order_ids: Sequence[int], at: datetime) -> Event:
    """Orders that waited in the shortage queue and now have what they waited for, or some of it."""
    return _about(FILLED, f"sku:{sku_id}", at, order_ids=list(order_ids))


def mapped(listing_id: int, order_ids: Sequence[int], at: datetime) -> Event:
    """Orders whose listing became a SKU of ours, or that no longer want it; some of them may now be
    short, and some may still wait for another listing."""
    return _about(MAPPED, f"listing:{listing_id}", at, order_ids=list(order_ids))


def remapped(listing: Mapping[str, Any], item_id: int, at: datetime) -> Event:
    """A listing, as it stood, is this SKU from now on; open orders may hold what it was before."""
    before = listing["item_id"]
    return _about(
        REMAPPED, f"listing:{listing['id']}", at,
        listing_id=listing["id"], shop_id=listing["shop_id"], listing_no=listing["listing_no"],
        sku_code=listing["sku_code"], sku_ids=[item_id] if before is None else [before, item_id],
    )  # fmt: skip


def shop_set(shop_id: int, at: datetime) -> Event:
    """A shop's part in stock was saved: whether it reserves, publishes, ships what is short."""
    return _about(SHOP_SET, f"shop:{shop_id}", at, shop_id=shop_id)


def _about(topic: str, key: str, at: datetime, **data: object) -> Event:
    version = int(at.timestamp() * 1_000_000)
    return Event(topic=topic, key=key, version=version, occurred_at=at, data=data)
