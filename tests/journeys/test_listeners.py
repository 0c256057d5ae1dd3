"""A listener is built in blocks, tried on what happened, switched on, and seen to act."""

from playwright.async_api import Page, expect

from tests.journeys.platforms import Platforms
from tests.journeys.screen import button, fetched, open_order, written

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


async def test_a_version_saved_by_somebody_else_drops_no_draft(page: Page) -> None:
    shown = (await fetched(page, "/listeners"))["items"][-1]["spec"]
    mine = await written(page, "/listeners", {**shown, "name": "两人同改"})
    await page.goto(f"/listeners?open={mine['id']}")
    builder = page.get_by_role("form", name="监听器构建器")
    await builder.get_by_label("监听器名称").fill("我的改动")
    theirs = {"spec": {**mine["spec"], "name": "别人的改动"}, "based_on": mine["version"]}
    await written(page, f"/listeners/{mine['id']}", theirs, method="PUT")
    await button(builder, "保存为新版本").click()
    told = builder.get_by_role("alert")
    await expect(told).to_contain_text(f"刚保存了第 {mine['version'] + 1} 版；你的改动还没保存")
    await expect(builder.get_by_label("监听器名称")).to_have_value("我的改动")
    await told.get_by_role("button", name="保留我的改动").click()
    await button(builder, "保存为新版本").click()
    await expect(page.get_by_role("button", name="我的改动")).to_be_visible()
