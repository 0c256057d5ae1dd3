"""Journey 10, second half: a spreadsheet with a mistake is previewed, taken in and taken back."""

from playwright.async_api import FilePayload, Page, expect

from tests.journeys.screen import button, rows

SHEET = """订单号,状态,下单时间,商家编码,商品名称,数量,单价
JOURNEY-1,待发货,2026-01-05 10:00:00,SY-1,水杯,2,19.90
JOURNEY-2,待发货,2026-01-05 10:00:00,SY-1,水杯,two,19.90
"""


async def test_an_import_names_the_wrong_cell_comes_in_and_is_undone(page: Page) -> None:
    await page.goto("/imports")
    await page.get_by_role("combobox", name="导入到哪家店铺").click()
    await page.get_by_title("森屿官网").click()
    sheet = FilePayload(name="orders.csv", mimeType="text/csv", buffer=SHEET.encode())
    await page.locator("input[type=file]").set_input_files(sheet)
    wrong = page.get_by_role("group", name="错误").get_by_role("row").last
    await expect(wrong.get_by_role("cell").first).to_have_text("3")
    await expect(wrong).to_contain_text("数量")
    await page.get_by_role("button", name="导入 1 单").click()

    await page.goto("/orders?q=JOURNEY-1")
    await expect(rows(page)).to_contain_text("水杯")
    await page.goto("/imports")
    await page.get_by_role("button", name="撤销导入").first.click()
    await button(page.get_by_role("tooltip"), "撤销").click()
    await expect(page.get_by_text("已撤销 1 单")).to_be_visible()
    await page.goto("/orders?q=JOURNEY-1")
    await expect(rows(page)).to_contain_text("已取消")
