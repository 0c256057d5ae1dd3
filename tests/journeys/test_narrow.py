"""Journey: no list slides sideways: on a phone rows are cards, at 1024 pixels spare columns go."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.journeys.platforms import Platforms
from tests.journeys.screen import rows

LISTS = ("/orders", "/stock", "/partners", "/sources", "/shops", "/audit", "/people")
TABLES = ("/orders", "/exceptions", "/fulfilment", "/partners", "/health")
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


async def test_the_flow_board_stands_as_lanes_below_each_other(signed_in: Page) -> None:
    await signed_in.set_viewport_size({"width": 390, "height": 844})
    await signed_in.goto("/flow")
    first = signed_in.locator("li[data-lane=awaiting_review]")
    await expect(first.get_by_role("link", name=re.compile("^待审核：.* 单"))).to_be_in_viewport()
    await expect(first.get_by_text("最久")).to_be_in_viewport()
    assert await signed_in.locator("html, [role=group]").evaluate_all(WIDER) == []


async def test_a_list_at_1024_leaves_out_what_has_no_room_and_shows_it_when_asked(
    signed_in: Page,
) -> None:
    await signed_in.set_viewport_size({"width": 1024, "height": 768})
    for address in TABLES:
        await signed_in.goto(address)
        await assert_within(signed_in)
    await signed_in.goto("/orders")
    await expect(signed_in.get_by_role("columnheader", name="收件人")).to_have_count(0)
    await signed_in.get_by_role("button", name=re.compile(r"\+4 列：.*收件人")).click()
    await expect(signed_in.get_by_role("columnheader", name="收件人")).to_have_count(1)
