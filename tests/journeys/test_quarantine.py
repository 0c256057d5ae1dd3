"""Journey 7: what cannot be read waits with its reason, and comes back when it can."""

from playwright.async_api import Page, expect

from tests.journeys.platforms import Platforms
from tests.journeys.screen import rows


async def test_an_unreadable_order_waits_with_its_reason_until_it_is_mended_and_replayed(
    page: Page, platforms: Platforms
) -> None:
    broken = platforms.place("taobao", set_fields={"payment": "twelve"})["external_no"]
    await page.goto("/quarantine")
    entry = rows(page).filter(has_text=broken)
    await expect(entry).to_contain_text("payment")
    await entry.get_by_role("button", name=broken).click()
    panel = page.get_by_role("complementary").filter(has_text="原因")
    await panel.get_by_role("button", name="重放").click()
    await expect(panel.get_by_role("alert")).to_contain_text("仍然读不懂")

    platforms.change("taobao", broken, drop_fields=[], set_fields={"payment": "12.00"})
    await page.goto(f"/orders?q={broken}")
    await expect(rows(page)).to_contain_text("12.00")
