"""Journey 8: a rule is changed, tried on orders there are, published, and tags new orders."""

from playwright.async_api import Page, expect

from tests.journeys.platforms import Platforms
from tests.journeys.screen import open_order

LINE = {"sku_code": "SY-CAMP-01", "title": "帐篷", "quantity": 1}


async def test_a_changed_threshold_is_tried_then_published_and_tags_new_orders_with_its_reason(
    page: Page, platforms: Platforms
) -> None:
    await page.goto("/rules")
    rule = page.get_by_role("article", name="高价值订单")
    await rule.get_by_label("条件 高价值订单").fill("order.total >= 777.0")
    await expect(page.get_by_text("有未发布的修改")).to_be_visible()
    await page.get_by_role("button", name="试算").last.click()
    await expect(page.get_by_text("单里会影响")).to_be_visible()
    await page.get_by_role("button", name="发布").click()
    await expect(page.get_by_text("版已生效")).to_be_visible()

    number = platforms.place("jd", lines=[LINE | {"price_minor": 80_000}])["external_no"]
    drawer = await open_order(page, number)
    reason = drawer.get_by_role("listitem").filter(has_text="高价值订单")
    await expect(reason).to_contain_text("777")
