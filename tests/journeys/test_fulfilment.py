"""Journey: a parcel is scanned out and followed to the door; board, timeline and platform follow by
themselves."""

import asyncio
import re
from urllib.parse import urlsplit

from playwright.async_api import Locator, Page, expect

from tests.journeys.accessibility import assert_accessible
from tests.journeys.platforms import Platforms
from tests.journeys.screen import fetched, open_order, rows

PATIENCE_S = 300
MERGES = "/api/v1/fulfilment/merges"
LINE = {"sku_code": "SY-CAMP-01", "title": "帐篷", "quantity": 1, "price_minor": 20_000}


async def scan(page: Page, order: str, waybill_no: str) -> None:
    """As a scanner does it: text, Enter, text, Enter."""
    await page.get_by_label("扫订单号").fill(order)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("扫运单号")).to_be_focused()
    await page.keyboard.type(waybill_no)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("扫订单号")).to_be_visible()


async def shop_named(page: Page, name: str) -> int:
    """The id of a shop of the demo."""
    shops = (await fetched(page, "/shops"))["items"]
    return next(int(shop["id"]) for shop in shops if shop["name"] == name)


def figure(board: Page, lane: str) -> Locator:
    """The number of a lane, which leads to its orders."""
    return board.get_by_role("link", name=lane).first


async def set_up_tracking(page: Page, platforms: Platforms) -> None:
    """The account at the tracking service, as a person enters it."""
    offered = platforms.tracking()
    await page.goto("/fulfilment")
    await page.get_by_role("button", name="物流跟踪").click()
    dialog = page.get_by_role("dialog", name="物流跟踪")
    await dialog.get_by_label("授权 customer").fill(offered["customer"])
    await dialog.get_by_label("授权 key").fill(offered["key"])
    await dialog.get_by_label("接口地址").fill(offered["base_url"])
    await assert_accessible(page)
    await dialog.get_by_role("button", name="保存并开始跟踪").click()
    await expect(page.get_by_text("已保存；在途的包裹也会订阅")).to_be_visible()


async def signed_for(page: Page, platforms: Platforms, number: str, waybill_no: str) -> None:
    """The carrier tells that the parcel arrived; its order follows, and its way names nobody."""
    drawer = await open_order(page, number)
    await drawer.get_by_role("tab", name="时间线").click()
    await expect(drawer.get_by_text("包裹", exact=True).first).to_be_visible()
    await expect(drawer.locator("header")).to_contain_text("已发货")
    await drawer.get_by_role("tab", name="概览").click()
    async with asyncio.timeout(PATIENCE_S):
        while not platforms.move(waybill_no, "3", "已签收,派件员:王建国 13812345678"):  # noqa: ASYNC110
            await asyncio.sleep(0.5)
    await expect(drawer.locator("header")).to_contain_text("已签收")
    await expect(drawer.get_by_text("已签收,派件员:*** ***")).to_be_visible()
    await assert_accessible(page)


async def told(platforms: Platforms, number: str, waybill_no: str) -> None:
    """Until the platform knows the parcel."""
    async with asyncio.timeout(PATIENCE_S):
        while platforms.parcels("taobao", number) != [waybill_no]:  # noqa: ASYNC110
            await asyncio.sleep(0.2)


async def test_a_scanned_parcel_is_followed_by_the_board_the_timeline_and_the_platform(
    page: Page, platforms: Platforms
) -> None:
    await set_up_tracking(page, platforms)
    number = platforms.place("taobao", lines=[LINE])["external_no"]
    # A website is told of parcels by nobody: what left stays in the lane of those not told.
    own = platforms.place("website", lines=[LINE])["external_no"]
    for placed in (number, own):
        await page.goto(f"/orders?q={placed}")
        await expect(rows(page)).to_have_count(1)
    shop = await shop_named(page, platforms.first_shops()["website"])
    board = await page.context.new_page()
    await board.goto(f"/flow?shop_id={shop}")
    await expect(figure(board, "已发货未回传")).to_have_text("0")
    await assert_accessible(board)

    await page.goto("/scan")
    recent = page.get_by_role("region", name="最近的扫描")
    await expect(page.get_by_label("扫订单号")).to_be_focused()
    await page.context.set_offline(True)
    await scan(page, number, "YT7700000001")
    await expect(page.get_by_text("断网，已存本机 1 条")).to_be_visible()
    await page.context.set_offline(False)
    await expect(recent.get_by_role("listitem").filter(has_text=number)).to_contain_text("已出库")
    await scan(page, own, "SF7700000002")
    await scan(page, "NO-SUCH-ORDER", "SF7700000003")
    await expect(recent.get_by_role("listitem").first).to_contain_text("待匹配")
    await expect(figure(board, "已发货未回传")).to_have_text("1")
    await figure(board, "已发货未回传").click()
    await expect(rows(board)).to_have_count(1)
    await told(platforms, number, "YT7700000001")

    await signed_for(page, platforms, number, "YT7700000001")


async def test_the_list_of_what_may_travel_as_one_is_loaded_where_it_is_open_only(
    page: Page,
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    async with page.expect_response("**/fulfilment/counts"):
        await page.goto("/fulfilment")
    await expect(rows(page).first.or_(page.get_by_text("还没有包裹"))).to_be_visible()
    assert MERGES not in asked
    async with page.expect_response(f"**{MERGES}"):
        await page.get_by_role("button", name=re.compile("^合单")).click()
