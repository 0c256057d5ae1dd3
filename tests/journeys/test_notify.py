"""Journey: a bot is added and tested, and its receiver has the test notice."""

from playwright.async_api import Page, expect

from tests.journeys.platforms import Platforms


async def test_an_endpoint_is_added_and_its_test_arrives(page: Page, platforms: Platforms) -> None:
    base = platforms.address
    await page.goto("/notify")
    part = page.get_by_role("region", name="通知渠道")
    await part.get_by_label("名称").fill("值班群")
    url = f"{base}/receivers/dingtalk/robot/send?access_token=sandbox"
    await part.get_by_label("完整地址").fill(url)
    await part.get_by_label("签名密钥").fill("SECsandbox")
    await part.get_by_role("button", name="添加渠道").click()
    await part.get_by_role("button", name="测试").click()
    await expect(part.get_by_text("已送达，服务商回复 0")).to_be_visible()
    assert "测试通知" in platforms.notices_received()
