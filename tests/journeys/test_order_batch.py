"""Journey 6: three orders reviewed by keyboard, and taken back."""

from playwright.async_api import Page, expect

from tests.journeys.platforms import Platforms
from tests.journeys.screen import fetched, rows

LINE = {"sku_code": "SY-TENT-01", "quantity": 1, "price_minor": 777_700}


async def test_three_orders_are_reviewed_by_keyboard_and_taken_back(
    page: Page, platforms: Platforms
) -> None:
    for _ in range(3):
        platforms.place("taobao", lines=[LINE], freight_minor=0)
    await page.goto("/orders?stage=awaiting_review&amount_from=7777&amount_to=7777")
    await expect(rows(page)).to_have_count(3)
    chosen = [await rows(page).nth(at).get_attribute("data-row") for at in range(3)]
    for _ in chosen:
        await page.keyboard.press("j")
        await page.keyboard.press("x")
    bar = page.get_by_role("region", name="批量操作")
    await expect(bar).to_contain_text("已选 3 单")

    await bar.get_by_role("button", name="审核", exact=True).click()
    await expect(bar).to_contain_text("试算：审核 3 单可以，0 单不行")
    await bar.get_by_role("button", name="审核 3 单").click()
    await expect(bar).to_contain_text("成功 3 单，失败 0 单")
    for number in chosen:
        assert (await fetched(page, f"/orders/{number}"))["stage"] == "to_ship"

    await bar.get_by_role("button", name="撤销", exact=True).click()
    await expect(bar).to_contain_text("已撤销 3 单")
    for number in chosen:
        assert (await fetched(page, f"/orders/{number}"))["stage"] == "awaiting_review"
