"""The demo shows all that it promises: its last piece of furniture comes after all the others."""

from playwright.async_api import Page, expect

from orderhub.apps.demo.furnish import ERP, LISTENER
from tests.journeys.screen import rows


async def test_the_demo_is_furnished_to_its_end(page: Page) -> None:
    await page.goto("/partners")
    await expect(rows(page).filter(has_text=ERP)).to_be_visible()
    await page.goto("/listeners")
    await expect(page.get_by_text(LISTENER)).to_be_visible()
