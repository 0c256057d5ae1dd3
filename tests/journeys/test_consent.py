"""Journey: a shop is connected by its seller's consent on the platform's page, and renewed."""

from playwright.async_api import Page, expect

from tests.journeys.platforms import Platforms
from tests.journeys.screen import button


async def test_a_seller_agrees_on_the_platforms_page_and_the_shop_is_connected(
    page: Page, platforms: Platforms
) -> None:
    shop = platforms.shop("jd", 2)
    await page.goto("/shops")
    await page.get_by_role("button", name="连接店铺").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_text("京东").click()
    await dialog.get_by_label("店铺名称").fill(shop["name"])
    await dialog.get_by_label("App Key").fill(shop["app_key"])
    await dialog.get_by_label("App Secret").fill(shop["app_secret"])
    await dialog.get_by_label("接口地址").fill(shop["base_url"])
    await expect(dialog.get_by_label("Access Token")).to_have_count(0)
    await button(dialog, "去平台授权").click()

    await page.get_by_role("link", name=shop["name"]).click()
    await expect(page.get_by_role("status").filter(has_text="授权成功")).to_be_visible()
    assert "code=" not in page.url
    panel = page.get_by_role("complementary", name=shop["name"])
    await panel.get_by_role("button", name="重新授权").click()
    await page.get_by_role("link", name=shop["name"]).click()
    await expect(page.get_by_role("status").filter(has_text="已重新授权")).to_be_visible()


async def test_a_return_that_was_not_begun_here_is_told(page: Page) -> None:
    await page.goto("/api/v1/consents/return?code=abc&state=guessed")
    await expect(page.get_by_role("alert").filter(has_text="不是从这里发起")).to_be_visible()
