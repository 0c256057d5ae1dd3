"""Every main screen holds WCAG 2.2 AA, light and dark."""

from typing import Literal

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.journeys.accessibility import assert_accessible
from tests.journeys.platforms import Platforms
from tests.journeys.screen import rows

SCREENS = (
    *("/exceptions", "/shops", "/rules", "/people", "/audit", "/imports", "/incidents"),
    "/listeners?open=new",
    "/flow",
    *("/fulfilment", "/fulfilment?pane=tasks", "/scan"),
    *("/partners", "/partners?pane=deliveries", "/sources", "/drills"),
    *("/notify", "/notify?pane=templates", "/notify?pane=log"),
    *("/completeness", "/completeness?pane=backfills", "/quarantine?state=dead"),
    *("/stock", "/stock?pane=shops", "/stock?pane=mapping", "/stock?pane=reports"),
    "/stock?pane=returns",
    *("/health", "/health?pane=charts", "/health?pane=comparison", "/health?pane=errors"),
    *("/health?pane=dependencies", "/health?pane=changes"),
)
APPEARANCES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


async def assert_both_accessible(page: Page) -> None:
    """In both appearances of the console."""
    for appearance in APPEARANCES:
        await page.emulate_media(color_scheme=appearance)
        await expect(page.locator("html")).to_have_attribute("data-theme", appearance)
        await assert_accessible(page)


async def test_the_sign_in_holds_wcag(context: BrowserContext) -> None:
    page = await context.new_page()
    await page.goto("/sign-in")
    await expect(page.get_by_label("用户名")).to_be_visible()
    await assert_both_accessible(page)


async def test_the_order_centre_and_its_drawer_hold_wcag(page: Page) -> None:
    await assert_both_accessible(page)
    await rows(page).first.get_by_role("button").first.click()
    for pane in ("概览", "时间线", "原始报文"):
        await page.get_by_role("tab", name=pane).click()
        await expect(page.get_by_role("tabpanel").get_by_text("加载中")).to_have_count(0)
        await assert_both_accessible(page)


async def test_the_quarantine_holds_wcag(signed_in: Page, platforms: Platforms) -> None:
    broken = platforms.place("jd", set_fields={"orderTotalPrice": "?"})["external_no"]
    await signed_in.goto("/quarantine")
    await rows(signed_in).filter(has_text=broken).get_by_role("button").click()
    await expect(signed_in.get_by_label("原始报文")).to_be_visible()
    await assert_both_accessible(signed_in)


@pytest.mark.parametrize("address", SCREENS)
async def test_a_screen_holds_wcag(signed_in: Page, address: str) -> None:
    await signed_in.goto(address)
    await expect(signed_in.get_by_role("heading", level=1)).to_be_visible()
    await expect(signed_in.get_by_text("加载中")).to_have_count(0)
    await assert_both_accessible(signed_in)
