"""A broken connection: its cause and remedy on the screen, somebody who sees to it, and its end."""

import re

from playwright.async_api import Page, expect

from tests.journeys.platforms import Platforms
from tests.journeys.screen import button, rows
from tests.support.hub import RunningHub


async def test_a_blocked_address_shows_its_cause_gets_an_owner_and_ends_by_itself(
    page: Page, platforms: Platforms, hub: RunningHub
) -> None:
    await page.goto("/incidents")
    await expect(page.get_by_role("heading", level=1)).to_have_text("事件")
    app_key = platforms.shop("jd", 0)["app_key"]
    platforms.let_in("jd", app_key, ["203.0.113.7"])
    incident = rows(page).filter(has_text="IP 白名单").filter(has_text="京东")
    await expect(incident).to_be_visible()
    await incident.get_by_role("button").first.click()
    panel = page.get_by_role("complementary", name=re.compile("事件 #"))
    await expect(panel.get_by_role("region", name="怎么办")).to_contain_text("加入证据里的出口 IP")
    await expect(panel.get_by_text("is not on the app's list")).to_be_visible()
    await expect(panel.get_by_role("listitem").filter(has_text="事件开始")).to_be_visible()
    await button(panel, "知晓").click()
    await expect(panel.get_by_role("listitem").filter(has_text="已知晓")).to_be_visible()
    await expect(panel.get_by_text("已知晓").first).to_be_visible()

    platforms.let_in("jd", app_key, None)
    await expect(panel.get_by_role("listitem").filter(has_text="恢复正常")).to_be_visible()
    assert hub.told["address"] in page.url


async def test_the_board_shows_every_api_and_its_figures_over_time(page: Page) -> None:
    await page.goto("/health?window=15m")
    api = rows(page).filter(has_text="jingdong.pop.order.enSearch").first
    await expect(api).to_contain_text("%")
    await api.get_by_role("button").first.click()
    panel = page.get_by_role("complementary", name="jingdong.pop.order.enSearch")
    await expect(panel.get_by_role("img").first).to_be_visible()
    await panel.get_by_role("button", name="看表格").first.click()
    await expect(panel.get_by_role("columnheader", name="成功率")).to_be_visible()
    await page.goto("/health?pane=comparison")
    await expect(rows(page).filter(has_text="京东")).to_be_visible()
    await page.goto("/health?pane=errors")
    await page.get_by_role("searchbox", name="代码、原因或办法").fill("白名单")
    await expect(rows(page).first).to_contain_text("白名单")
