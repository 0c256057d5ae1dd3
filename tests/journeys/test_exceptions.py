"""Journey: an order that somebody stopped is found on the desk, looked at, and let go."""

from playwright.async_api import Page, expect

from tests.journeys.platforms import Platforms
from tests.journeys.screen import button, open_order, rows, written


async def test_an_exception_is_taken_looked_at_and_resolved_and_the_order_goes_on(
    page: Page, platforms: Platforms
) -> None:
    line = {"sku_code": "SY-CAMP-01", "title": "帐篷", "quantity": 1, "price_minor": 20_000}
    drawer = await open_order(page, platforms.place("jd", lines=[line])["external_no"])
    number = (await drawer.get_attribute("aria-label") or "").split()[-1]
    stop = {"action": "mark_exception", "numbers": [number], "args": {"reason": "买家要改颜色"}}
    await written(page, "/orders/batch", stop)

    await page.goto("/exceptions")
    await page.get_by_role("navigation", name="异常类型").get_by_role("button", name="人工").click()
    row = rows(page).filter(has_text=number)
    await expect(row).to_contain_text("买家要改颜色")
    await button(row, "认领").click()
    await expect(row).to_contain_text("admin")
    await row.get_by_role("button", name=number).click()
    await page.get_by_role("complementary", name=number).get_by_role("tab", name="时间线").click()
    await expect(page.get_by_role("tabpanel")).to_contain_text("出现异常")
    await button(row, "取消异常").click()
    await expect(row).to_have_count(0)
    await expect(page.get_by_role("tabpanel")).to_contain_text("异常解除")
