"""Journey: an ERP's webhook is set up, tested, and what it got is sent once more."""

from playwright.async_api import Page, expect

from tests.journeys.accessibility import assert_accessible
from tests.journeys.platforms import Platforms
from tests.journeys.screen import rows
from tests.support.hub import RunningHub


def change_an_order(hub: RunningHub) -> str:
    """Tag the newest order; its number."""
    with hub.client() as client:
        number = client.get("/api/v1/orders", params={"limit": 1}).json()["items"][0]["number"]
        body = {"action": "add_tag", "numbers": [number], "args": {"tag": "ERP"}}
        client.post("/api/v1/orders/batch", json=body).raise_for_status()
    return number


async def test_a_webhook_is_set_up_tested_and_replayed(
    page: Page, platforms: Platforms, hub: RunningHub
) -> None:
    await page.goto("/partners")
    await page.get_by_role("button", name="添加接收端").first.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("名称").fill("财务 ERP")
    url = f"{platforms.address}/receivers/partners/erp"
    await dialog.get_by_role("textbox", name="地址").fill(url)
    await dialog.get_by_role("button", name="保存").click()
    secret = await dialog.get_by_text("whsec_").inner_text()
    platforms.trust("erp", secret)
    await assert_accessible(page)
    await dialog.get_by_role("button", name="我已保存").click()
    row = rows(page).filter(has_text="财务 ERP")
    await row.get_by_role("button", name="测试").click()
    await expect(page.get_by_text("接收端已应答：HTTP 204")).to_be_visible()
    await assert_accessible(page)
    number = change_an_order(hub)
    await page.goto(f"/partners?pane=deliveries&key={number}")
    got = rows(page).filter(has_text=number).filter(has_text="已送达").first
    await got.get_by_role("button", name=number).click()
    panel = page.get_by_role("complementary", name="推送详情")
    await expect(panel.get_by_text("第 1 次")).to_be_visible()
    await assert_accessible(page)
    await panel.get_by_role("button", name="重放").click()
    await page.get_by_role("tooltip").get_by_role("button", name="重放").click()
    await expect(page.get_by_text("已重新排队 1 条")).to_be_visible()
    await expect(panel.get_by_text("已重放 1 次")).to_be_visible()
    assert secret not in await page.content()
