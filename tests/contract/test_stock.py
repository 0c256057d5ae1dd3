"""What we say is on sale is what the channel sells, also after silence and a repeat."""

from typing import Any

import pytest

from orderhub.connector_kit.shipping import SellerNote, StockLevel
from orderhub.kernel.errors import BadRequest, ChannelRefused, OutcomeUnknown
from tests.support.wire import FarShop, Near


async def listed(far: FarShop) -> list[dict[str, Any]]:
    return (await far.ask("GET", "stock"))["items"]


async def on_sale(far: FarShop, sku_code: str) -> int:
    return next(item["quantity"] for item in await listed(far) if item["sku_code"] == sku_code)


def level(item: dict[str, Any], quantity: int, request_no: str = "req-1") -> StockLevel:
    return StockLevel(
        listing_no=item["listing_no"],
        sku_no=item["sku_no"],
        sku_code=item["sku_code"],
        quantity=quantity,
        request_no=request_no,
    )


async def set_to(near: Near, wanted: StockLevel) -> None:
    assert near.connector.set_stock is not None
    await near.connector.set_stock(near.shop, wanted)


@pytest.mark.parametrize("quantity", [0, 1, 37, 100, 4096])
async def test_the_quantity_set_is_the_quantity_on_sale(stocking: FarShop, quantity: int) -> None:
    first, other, *_ = await listed(stocking)
    async with stocking.session() as near:
        await set_to(near, level(first, quantity))
    assert await on_sale(stocking, first["sku_code"]) == quantity
    assert await on_sale(stocking, other["sku_code"]) == other["quantity"]


async def test_a_silent_channel_is_unknown_and_a_repeat_changes_nothing(stocking: FarShop) -> None:
    item, *_ = await listed(stocking)
    wanted = level(item, 37)
    await stocking.break_with("silent_after_write", seconds=20)
    async with stocking.session(total_s=5) as near:
        with pytest.raises(OutcomeUnknown):
            await set_to(near, wanted)
    async with stocking.session() as near:
        await set_to(near, wanted)
        await set_to(near, wanted)
    assert await on_sale(stocking, item["sku_code"]) == 37


async def test_what_somebody_sold_meanwhile_does_not_bend_the_next_quantity(
    stocking: FarShop,
) -> None:
    item, *_ = await listed(stocking)
    async with stocking.session() as near:
        await set_to(near, level(item, 37, "req-1"))
        await stocking.ask("PUT", "stock", {"quantities": {item["sku_code"]: 12}})
        await set_to(near, level(item, 36, "req-2"))
    assert await on_sale(stocking, item["sku_code"]) == 36


async def test_a_sku_the_shop_does_not_sell_is_refused(stocking: FarShop) -> None:
    item, *_ = await listed(stocking)
    wanted = level({**item, "sku_no": "1", "sku_code": "NOBODY-SELLS-IT"}, 5)
    async with stocking.session() as near:
        with pytest.raises((ChannelRefused, BadRequest)):
            await set_to(near, wanted)
    assert (await stocking.ask("GET", "stock"))["log"] == []


@pytest.mark.parametrize(("note", "flag"), [("等补货一起发", 3), ("改地址", None), ("", 1)])
async def test_a_note_and_a_flag_stand_at_the_order(
    noting: FarShop, note: str, flag: int | None
) -> None:
    placed = await noting.place_orders(
        1, orders=[{"seller_memo": "老客户", "seller_flag": 2}], status="to_ship"
    )
    number = placed[0]["external_no"]
    assert noting.connector.set_note is not None
    async with noting.session() as near:
        for _ in range(2):
            wanted = SellerNote(external_no=number, note=note, flag=flag)
            await noting.connector.set_note(near.shop, wanted)
    truth = await noting.ask("GET", f"orders/{number}")
    assert (truth["seller_memo"], truth["seller_flag"]) == (note, 2 if flag is None else flag)
