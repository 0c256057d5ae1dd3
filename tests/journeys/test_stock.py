"""An oversell attempt is refused and explained: the order is in, holds nothing, and waits."""

import re

from playwright.async_api import FilePayload, Locator, Page, expect

from tests.journeys.screen import button, fetched, rows, written

SHEET = """订单号,状态,下单时间,商家编码,商品名称,数量,单价
OVERSELL-1,待发货,2026-01-05 10:00:00,STK-2,陶瓷花瓶,3,99.00
OVERSELL-2,待发货,2026-01-05 10:01:00,STK-RED,红色花瓶,1,99.00
"""


async def take_part(page: Page) -> int:
    """Let the website's orders reserve stock; returns the shop's id."""
    shops = (await fetched(page, "/stock/shops"))["items"]
    await page.goto("/stock?pane=shops")
    await page.get_by_role("switch", name="森屿官网 占用库存").click()
    await button(page.get_by_role("row", name="森屿官网"), "保存").click()
    await expect(page.get_by_text("「森屿官网」已保存")).to_be_visible()
    return next(int(shop["shop_id"]) for shop in shops if shop["name"] == "森屿官网")


async def bring_in(page: Page, shop_id: int) -> None:
    """The order of three comes in by a file."""
    session = await fetched(page, "/session")
    file = FilePayload(name="o.csv", mimeType="text/csv", buffer=SHEET.encode())
    kept = await page.context.request.post(
        "/api/v1/order-imports",
        multipart={"shop_id": str(shop_id), "file": file},
        headers={"X-CSRF-Token": session["csrf_token"]},
    )
    await written(page, f"/order-imports/{(await kept.json())['id']}/commit", {})


async def book(panel: Locator, units: int, why: str) -> None:
    """Units arrive, booked on the panel of their SKU."""
    await panel.get_by_role("combobox", name="仓库").fill("杭州一仓")
    await panel.get_by_role("spinbutton", name="件数").fill(str(units))
    await panel.get_by_role("textbox", name="原因").fill(why)
    await button(panel, "入账").click()
    await expect(panel.get_by_role("row", name=why)).to_contain_text(f"+{units}")


async def stopped(page: Page, external_no: str, flag: str, why: str) -> Locator:
    """The flagged order's exception on the desk."""
    await page.goto(f"/orders?q={external_no}")
    await expect(rows(page)).to_contain_text(flag)
    number = await rows(page).get_by_role("button", name=re.compile("ORD-")).inner_text()
    await page.goto(f"/exceptions?number={number}")
    row = rows(page).filter(has_text=why)
    await expect(row).to_contain_text(number)
    return row


async def test_an_order_beyond_the_stock_waits_in_the_queue_until_goods_come(page: Page) -> None:
    shop_id = await take_part(page)
    sku = await written(page, "/stock/skus", {"code": "STK-2", "title": "陶瓷花瓶"})
    await page.goto(f"/stock?sku={sku['id']}")
    panel = page.get_by_role("complementary", name="陶瓷花瓶")
    await book(panel, 2, "首批到货")

    await bring_in(page, shop_id)
    await stopped(page, "OVERSELL-1", "缺货", "缺货")
    await page.goto("/stock?pane=shortages")
    line = rows(page).filter(has_text="STK-2")
    await expect(line).to_contain_text("要 3 件，可用只剩 2 件")

    await written(page, "/stock/reports", {"warehouse": "杭州一仓", "units": {"STK-2": 1}})
    await page.goto("/stock?pane=reports")
    await expect(rows(page)).to_contain_text("原因不明 -1")
    await page.get_by_role("button", name="STK-2 按上报数调整 -1").click()
    await button(page.get_by_role("tooltip"), "调整账面").click()
    await expect(rows(page)).to_contain_text("一致")
    await page.goto(f"/stock?sku={sku['id']}")
    await expect(panel.get_by_role("cell", name="+2")).to_be_visible()
    await book(panel, 3, "补货到仓")

    await page.goto("/orders?q=OVERSELL-1")
    await expect(rows(page).get_by_role("button", name=re.compile("ORD-"))).to_be_visible()
    await expect(rows(page)).not_to_contain_text("缺货")

    unknown = await stopped(page, "OVERSELL-2", "异常", "未知商品")
    await button(unknown, "去对应商品").click()
    listing = page.get_by_role("row", name="红色花瓶")
    await listing.get_by_role("combobox", name="选择规格").fill("STK-2")
    await page.get_by_text("STK-2 陶瓷花瓶").last.click()
    await expect(page.get_by_text(re.compile("没有待对应的商品"))).to_be_visible()
