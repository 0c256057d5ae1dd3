"""Journey 10, first half: a colleague sees her shop's orders and nothing else."""

from playwright.async_api import Browser, Page, expect

from tests.journeys.screen import button, fetched, rows
from tests.support.hub import RunningHub

PASSWORD = "a long word of hers"  # noqa: S105 - made for this test
SHOP = "森屿京东旗舰店"


async def test_a_colleague_for_one_shop_sees_its_orders_only_and_a_lock_elsewhere(
    page: Page, browser: Browser, hub: RunningHub
) -> None:
    await add_colleague(page)
    async with await browser.new_context(base_url=hub.told["address"], locale="zh-CN") as hers:
        desk = await hers.new_page()
        await desk.goto("/")
        await desk.get_by_label("用户名").fill("lin")
        await desk.get_by_label("密码", exact=True).fill(PASSWORD)
        await desk.get_by_role("button", name="登录").click()
        await expect(rows(desk).first).to_be_visible()
        seen = (await fetched(desk, "/orders?limit=100"))["items"]
        assert {order["channel"] for order in seen} == {"jd"}
        await expect(rows(desk).get_by_text("森屿官网")).to_have_count(0)

        await desk.goto("/people")
        await expect(desk.get_by_text("你的角色不能查看「用户与密钥」")).to_be_visible()
        assert (await hers.request.get("/api/v1/users")).status == 403


async def add_colleague(page: Page) -> None:
    """A customer-service user with one shop."""
    await page.goto("/people")
    await page.get_by_role("button", name="添加用户").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("用户名").fill("lin")
    await dialog.get_by_label("姓名").fill("林客服")
    await dialog.get_by_label("密码", exact=True).fill(PASSWORD)
    await dialog.get_by_text("指定店铺").click()
    await dialog.get_by_role("combobox", name="指定店铺").click()
    await page.get_by_title(SHOP).click()
    await page.keyboard.press("Escape")
    await button(dialog, "保存").click()
    await expect(rows(page).filter(has_text="林客服")).to_contain_text(SHOP)
