"""Journey: lists on a phone tell each row whole, without scrolling sideways."""

import pytest
from playwright.async_api import Page, expect

from tests.journeys.platforms import Platforms
from tests.journeys.screen import rows

LISTS = ("/orders", "/stock", "/partners", "/sources", "/shops", "/audit", "/people")
WIDER = """places => places
    .filter(place => place.scrollWidth > place.clientWidth + 1)
    .map(place => place.getAttribute("aria-label"))"""


async def assert_within(page: Page) -> None:
    """The list has rows, and neither it nor the page is wider than the screen."""
    await expect(rows(page).first).to_be_visible()
    assert await page.locator("html, section[data-cards]").evaluate_all(WIDER) == []


@pytest.mark.parametrize("address", LISTS)
async def test_a_list_is_no_wider_than_a_phone(signed_in: Page, address: str) -> None:
    await signed_in.set_viewport_size({"width": 390, "height": 844})
    await signed_in.goto(address)
    await assert_within(signed_in)


async def test_the_shops_of_the_stock_are_no_wider_than_a_phone(signed_in: Page) -> None:
    await signed_in.set_viewport_size({"width": 390, "height": 844})
    await signed_in.goto("/stock?pane=shops")
    part = signed_in.locator("tbody tr").first
    await expect(part.get_by_role("switch").first).to_be_visible()
    assert await part.evaluate("row => row.getBoundingClientRect().right") <= 390


async def test_a_row_of_the_quarantine_names_each_value(
    signed_in: Page, platforms: Platforms
) -> None:
    broken = platforms.place("jd", set_fields={"orderTotalPrice": "?"})["external_no"]
    await signed_in.set_viewport_size({"width": 390, "height": 844})
    await signed_in.goto("/quarantine")
    row = rows(signed_in).filter(has_text=broken)
    await expect(row.get_by_text("orderTotalPrice", exact=True)).to_be_in_viewport()
    await assert_within(signed_in)
    await row.get_by_role("button", name=broken).click()
    await expect(signed_in.get_by_label("原始报文")).to_be_visible()
