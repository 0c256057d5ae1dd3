"""Journey 9: a fourth shop is connected, synchronised, paused and resumed."""

from playwright.async_api import Locator, Page, expect

from tests.journeys.platforms import Platforms
from tests.journeys.screen import button


async def test_a_fourth_shop_is_connected_synchronised_paused_and_resumed(
    page: Page, platforms: Platforms
) -> None:
    shop = platforms.shop("taobao", 1)
    platforms.place("taobao", shop=1)
    await page.goto("/shops")
    await page.get_by_role("button", name="连接店铺").click()
    await fill_in(page.get_by_role("dialog"), shop)

    panel = page.get_by_role("complementary", name=shop["name"])
    await panel.get_by_role("button", name="立即同步").click()
    run = panel.get_by_role("listitem").filter(has_text="完成")
    await expect(run.filter(has_not_text="新增 0").filter(has_text="新增").first).to_be_visible()

    await panel.get_by_role("button", name="暂停同步").click()
    row = page.get_by_role("row").filter(has_text=shop["name"])
    await expect(row).to_contain_text("已暂停")
    await panel.get_by_role("button", name="恢复同步").click()
    await expect(row).to_contain_text("正常")


async def fill_in(dialog: Locator, shop: dict[str, str]) -> None:
    """The connect form with the credentials the platform gave."""
    await dialog.get_by_text("淘宝").click()
    await dialog.get_by_text("粘贴密钥").click()
    await dialog.get_by_label("店铺名称").fill(shop["name"])
    await dialog.get_by_label("App Key").fill(shop["app_key"])
    await dialog.get_by_label("App Secret").fill(shop["app_secret"])
    await dialog.get_by_label("Session Key").fill(shop["session"])
    await dialog.get_by_label("接口地址").fill(shop["base_url"])
    await button(dialog, "连接").click()
    await expect(dialog).to_be_hidden()
