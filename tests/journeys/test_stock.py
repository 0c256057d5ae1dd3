"""An oversell attempt is refused and explained: the order is in, holds nothing, and waits."""

from playwright.async_api import FilePayload, Page, expect

from tests.journeys.screen import button, fetched, rows, written

SHEET = """订单号,状态,下单时间,商家编码,商品名称,数量,单价
OVERSELL-1,待发货,2026-01-05 10:00:00,STK-2,陶瓷花瓶,3,99.00
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


async def test_an_order_beyond_the_stock_waits_in_the_queue_until_goods_come(page: Page) -> None:
    shop_id = await take_part(page)
    sku = await written(page, "/stock/skus", {"code": "STK-2", "title": "陶瓷花瓶"})
    await page.goto(f"/stock?sku={sku['id']}")
    panel = page.get_by_role("complementary", name="陶瓷花瓶")
    await panel.get_by_role("combobox", name="仓库").fill("杭州一仓")
    await panel.get_by_role("spinbutton", name="件数").fill("2")
    await panel.get_by_role("textbox", name="原因").fill("首批到货")
    await button(panel, "入账").click()
    await expect(panel.get_by_role("cell", name="+2")).to_be_visible()

    await bring_in(page, shop_id)
    await page.goto("/orders?q=OVERSELL-1")
    await expect(rows(page)).to_contain_text("缺货")
    await page.goto("/stock?pane=shortages")
    line = rows(page).filter(has_text="STK-2")
    await expect(line).to_contain_text("要 3 件,可用只剩 2 件")

    await written(page, "/stock/reports", {"warehouse": "杭州一仓", "units": {"STK-2": 1}})
    await page.goto("/stock?pane=reports")
    await expect(rows(page)).to_contain_text("原因不明")
    await page.goto(f"/stock?sku={sku['id']}")
    await expect(panel.get_by_role("cell", name="+2")).to_be_visible()
