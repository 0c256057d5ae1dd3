"""A listener is built in blocks, tried on what happened, switched on, and seen to act."""

from playwright.async_api import Page, expect

from tests.journeys.platforms import Platforms
from tests.journeys.screen import button, open_order

# Dearer than any order of the demo, and nothing that a rule marks as many pieces.
LINE = {"sku_code": "SY-CAMP-01", "title": "帐篷", "quantity": 1, "price_minor": 98_760_000}


async def test_a_listener_is_tried_on_past_events_switched_on_and_acts(
    page: Page, platforms: Platforms
) -> None:
    await page.goto("/listeners")
    await page.get_by_role("button", name="新监听器").click()
    builder = page.get_by_role("form", name="监听器构建器")
    await builder.get_by_label("监听器名称").fill("大额新单提醒")
    await builder.get_by_role("checkbox", name="新订单").check()
    await builder.get_by_role("checkbox", name="订单变化").uncheck()
    await builder.get_by_role("spinbutton", name="值").fill("900000")
    await expect(builder.get_by_test_id("cel")).to_have_text("order.total >= 900000.0")
    await builder.get_by_role("combobox", name="标签").click()
    await page.get_by_title("多件", exact=True).click()

    side = page.get_by_role("complementary", name="试运行与记录")
    await button(side, "开始试运行").click()
    await expect(side.get_by_text("个事件，命中")).to_be_visible()

    await button(builder, "保存草稿").click()
    await button(builder, "启用").click()
    await expect(page.get_by_text("已启用，从下一个事件起生效")).to_be_visible()

    number = platforms.place("jd", lines=[LINE])["external_no"]
    await button(side, "触发记录").click()
    acted = side.get_by_role("listitem").filter(has_text="加标签 多件 已做").first
    await expect(acted).to_contain_text("实付9876")
    drawer = await open_order(page, number)
    reason = drawer.get_by_role("listitem").filter(has_text="大额新单提醒")
    await expect(reason.first).to_be_visible()
