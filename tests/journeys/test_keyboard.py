"""Journeys by the keyboard alone: focus is seen at every stop, Esc closes, focus returns."""

import re

from playwright.async_api import Locator, Page, expect

from tests.journeys.platforms import Platforms
from tests.journeys.screen import button, open_order, rows, written

LINE = {"sku_code": "SY-CAMP-01", "title": "帐篷", "quantity": 1, "price_minor": 20_000}
MOST_STOPS = 60
SEEN = """stop => {
    const box = stop.getBoundingClientRect();
    const ringed = place => {
        const {outlineStyle, boxShadow} = getComputedStyle(place);
        return outlineStyle !== "none" || boxShadow !== "none";
    };
    let around = [stop];
    while (around.length < 6) around.push(around.at(-1).parentElement ?? document.body);
    return around.some(ringed) && box.bottom > 0 && box.top < innerHeight;
}"""


async def reach(page: Page, goal: Locator, key: str = "Tab") -> None:
    """Walk to `goal`; every stop on the way is on the screen and shows that it has the focus."""
    for _ in range(MOST_STOPS):
        if await goal.evaluate("goal => goal === document.activeElement"):
            return
        await page.keyboard.press(key)
        stop = page.locator(":focus")
        assert await stop.count() == 1, f"the focus is nowhere after {key}"
        assert await stop.evaluate(SEEN), await stop.evaluate("stop => stop.outerHTML")
    raise AssertionError(f"no way by {key} to {goal}")


async def press(page: Page, goal: Locator) -> None:
    """Walk to a button and press it."""
    await reach(page, goal)
    await page.keyboard.press("Enter")


async def test_a_listener_is_built_tried_and_switched_on(page: Page) -> None:
    await page.goto("/listeners")
    await expect(page.get_by_role("button", name="大额新单标记")).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")  # to the work, past the rail
    await press(page, page.get_by_role("button", name="新监听器"))
    builder = page.get_by_role("form", name="监听器构建器")
    await reach(page, builder.get_by_label("监听器名称"))
    await page.keyboard.press("Control+a")
    await page.keyboard.type("全键盘")
    await reach(page, builder.get_by_role("checkbox", name="新订单"))
    await page.keyboard.press("Space")
    await reach(page, builder.get_by_role("spinbutton", name="值"))
    await page.keyboard.press("Control+a")
    await page.keyboard.type("9000001")
    await reach(page, builder.get_by_role("combobox", name="标签"))
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    side = page.get_by_role("complementary", name="试运行与记录")
    await press(page, button(side, "开始试运行"))
    await expect(side.get_by_text("个事件，命中")).to_be_visible()
    await reach(page, button(builder, "保存草稿"), "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(button(builder, "启用")).to_be_enabled()
    await press(page, button(builder, "启用"))
    await expect(page.get_by_text("已启用，从下一个事件起生效")).to_be_visible()


async def test_an_exception_is_looked_at_and_resolved(page: Page, platforms: Platforms) -> None:
    drawer = await open_order(page, platforms.place("jd", lines=[LINE])["external_no"])
    number = (await drawer.get_attribute("aria-label") or "").split()[-1]
    stop = {"action": "mark_exception", "numbers": [number], "args": {"reason": "买家要改颜色"}}
    await written(page, "/orders/batch", stop)

    await page.goto(f"/exceptions?number={number}")
    row = rows(page).filter(has_text=number)
    opener = row.get_by_role("button", name=number)
    await expect(opener).to_be_visible()
    await press(page, opener)
    await expect(drawer).to_be_focused()
    await press(page, drawer.get_by_role("tab", name="时间线"))
    await expect(page.get_by_role("tabpanel")).to_contain_text("出现异常")
    await page.keyboard.press("Escape")
    await expect(drawer).to_have_count(0)
    await expect(opener).to_be_focused()
    await press(page, button(row, "取消异常"))
    await expect(row).to_contain_text("已解除")
    await expect(button(row, "认领")).to_have_count(0)


async def test_what_opens_over_a_screen_takes_the_focus_and_gives_it_back(page: Page) -> None:
    await page.goto("/partners")
    for name, role in (("添加接收端", "dialog"), ("移除", "tooltip")):
        opener = page.get_by_role("button", name=re.compile(name)).first
        await opener.focus()
        await page.keyboard.press("Enter")
        over = page.locator(f"[role={role}]").filter(has=page.locator(":focus"))
        await expect(over).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.locator(f"[role={role}]")).to_have_count(0)
        await expect(opener).to_be_focused()
