"""Journeys 4 and 5: one order through time, and a phone shown for a reason."""

import re

from playwright.async_api import Page, expect

from tests.journeys.canaries import PHONE
from tests.journeys.platforms import Platforms
from tests.journeys.screen import fetched, open_order, rows


async def test_the_drawer_walks_the_list_and_shows_an_order_at_an_earlier_moment(
    page: Page, platforms: Platforms
) -> None:
    await rows(page).first.get_by_role("button", name=re.compile("ORD-")).click()
    drawer = page.get_by_role("complementary", name=re.compile("ORD-"))
    first = await drawer.get_by_role("heading", level=1).inner_text()
    await page.keyboard.press("ArrowRight")
    await expect(drawer.get_by_role("heading", level=1)).not_to_have_text(first)

    placed = platforms.place("taobao", status="pending_payment")["external_no"]
    await page.goto(f"/orders?q={placed}")
    await expect(rows(page)).to_contain_text("待付款")
    platforms.change("taobao", placed, status="to_ship")
    await expect(rows(page)).not_to_contain_text("待付款")

    drawer = await open_order(page, placed)
    await drawer.get_by_role("tab", name="时间线").click()
    await expect(drawer.get_by_role("deletion").filter(has_text="待付款").first).to_be_visible()
    await expect(drawer.get_by_role("insertion").first).to_be_visible()

    await drawer.get_by_role("tab", name="概览").click()
    await drawer.get_by_role("slider", name="时间回看").press("Home")
    await expect(drawer.get_by_role("button", name="回到现在")).to_be_visible()
    await expect(drawer.locator("header")).to_contain_text("待付款")
    await drawer.get_by_role("button", name="回到现在").click()
    await expect(drawer.locator("header")).not_to_contain_text("待付款")


async def test_a_phone_is_shown_for_a_reason_counted_and_recorded(
    page: Page, platforms: Platforms
) -> None:
    number = platforms.place("website", recipient={"phone": PHONE})["external_no"]
    drawer = await open_order(page, number)
    await expect(drawer).not_to_contain_text(PHONE)
    left = [await reveal_phone(page), await reveal_phone(page)]
    assert left[1] == left[0] - 1

    await page.goto("/audit?action=vault.reveal")
    await expect(rows(page).first).to_contain_text("查看明文")
    assert PHONE not in str(await fetched(page, "/audit-log?action=vault.reveal"))


async def reveal_phone(page: Page) -> int:
    """Show it, hide it again; returns the quota left."""
    drawer = page.get_by_role("complementary", name=re.compile("ORD-"))
    await drawer.get_by_role("button", name="查看明文").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("原因").fill("买家来电核对")
    await page.keyboard.press("Tab")
    await dialog.get_by_role("button", name="查看明文").click()
    await expect(drawer).to_contain_text(PHONE)
    quota = await drawer.get_by_text("今天还可查看").inner_text()
    await drawer.get_by_role("button", name="隐藏").click()
    await expect(drawer).not_to_contain_text(PHONE)
    return int(re.sub(r"\D", "", quota))


async def test_a_line_that_its_platform_closed_is_struck_out(
    page: Page, platforms: Platforms
) -> None:
    lines = [{"sku_code": "GF-1", "title": "长裤"}, {"sku_code": "GF-2", "title": "短袖"}]
    number = platforms.place("taobao", status="to_ship", lines=lines)["external_no"]
    drawer = await open_order(page, number)
    await expect(drawer.get_by_role("row").filter(has_text="短袖")).not_to_contain_text("已关闭")
    platforms.change("taobao", number, close_lines=["2"])
    await expect(drawer.get_by_role("row").filter(has_text="短袖")).to_contain_text("已关闭")
    await expect(drawer.locator("s").filter(has_text="短袖")).to_be_visible()
    await expect(drawer.get_by_role("row").filter(has_text="长裤")).not_to_contain_text("已关闭")
