"""Orders for tests: built in our own words, taken in through the production path."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from orderhub.access.facade import Actor, ActorKind, Permission
from orderhub.connector_kit.contract import ChannelLine, ChannelOrder, People
from orderhub.infra.db import Tx
from orderhub.kernel.types import ChannelCode, ShopId
from orderhub.orders.facade import Arrival, Batch, absorb

PLACED = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
PHONE = "13812345678"
PEOPLE = {
    "recipient_name": "张三丰",
    "recipient_phone": PHONE,
    "recipient_address": "文一西路969号3幢501室",
    "buyer_name": "桃花岛主",
}
PLAIN = 3
ALL = frozenset(Permission)


def make_line(**over: Any) -> ChannelLine:
    line = ChannelLine(
        line_no="1", sku_code="SKU-1", title="短袖", quantity=2, price_minor=5000, total_minor=10000
    )
    return replace(line, **over)


def make_order(n: int = 1, people: dict[str, str] | None = None, **over: Any) -> ChannelOrder:
    """Order E{n}, placed n minutes after PLACED, paid, to be shipped, ¥100.00."""
    said = PEOPLE if people is None else people
    at = PLACED + timedelta(minutes=n)
    order = ChannelOrder(
        external_no=f"E{n}",
        status="to_ship",
        status_raw="WAIT_SELLER_SEND_GOODS",
        placed_at=at,
        paid_at=at,
        modified_at=at,
        ship_by=at + timedelta(hours=48),
        total_minor=10000,
        goods_minor=10000,
        lines=(make_line(),),
        people=People(fields=said, strength=dict.fromkeys(said, PLAIN)),
        province="浙江省",
        city="杭州市",
        district="西湖区",
    )
    return replace(order, **over)


def make_actor(shops: set[int] | None = None, permissions: frozenset[str] = ALL) -> Actor:
    return Actor(
        kind=ActorKind.USER,
        id=7,
        name="wang",
        permissions=permissions,
        shops=None if shops is None else frozenset(shops),
    )


async def take_in(tx: Tx, *orders: ChannelOrder, shop_id: int = 1) -> list[str]:
    """Absorb orders of a shop; returns their numbers in the same order."""
    arrivals = [Arrival(order) for order in orders]
    numbers: list[str] = []
    for start in range(0, len(arrivals), 1000):
        batch = Batch(
            shop_id=ShopId(shop_id),
            channel=ChannelCode("website"),
            region="cn",
            arrivals=arrivals[start : start + 1000],
            read_at=PLACED + timedelta(days=1),
        )
        numbers += [one.number for one in (await absorb(tx, batch)).outcomes]
    return numbers


async def add_shops(tx: Tx, *names: str) -> list[int]:
    """Shops of our own website; returns their ids."""
    found: list[int] = []
    for name in names:
        row = await tx.execute(_SHOP, {"name": name})
        found.append(int(row.scalar_one()))
    return found


_SHOP = text("""
    INSERT INTO shops (channel, name, created_at, updated_at)
    VALUES ('website', :name, now(), now()) RETURNING id
""")


def numbers_of(items: Sequence[dict[str, Any]]) -> list[str]:
    return [item["number"] for item in items]
