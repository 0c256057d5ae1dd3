"""Journeys 2 and 3: finding orders, and an address that holds what the screen shows."""

import re

from playwright.async_api import Page, expect

from tests.journeys.screen import fetched, number_in, rows, search

FOUND = 18


async def test_an_order_is_found_by_either_number_and_pasted_numbers_tell_which_are_unknown(
    page: Page,
) -> None:
    orders = (await fetched(page, f"/orders?limit={FOUND}"))["items"]
    for term in (orders[0]["number"], orders[1]["external_no"]):
        await search(page, term)
        await expect(rows(page)).to_have_count(1)
        await expect(rows(page)).to_contain_text(term)

    unknown = ["ORD-2026-999999999999", "99999999999999999999"]
    pasted = [row["number"] for row in orders[:9]] + [row["external_no"] for row in orders[9:]]
    await paste(page, "\n".join(pasted + unknown))
    await expect(rows(page)).to_have_count(FOUND)
    missing = page.get_by_text("2 个没有找到")
    await missing.click()
    for number in unknown:
        await expect(page.get_by_text(number)).to_be_visible()


async def paste(page: Page, text: str) -> None:
    """Into the search box, from the clipboard."""
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.evaluate("text => navigator.clipboard.writeText(text)", text)
    await page.get_by_role("combobox", name="搜索订单").focus()
    await page.keyboard.press("Control+v")


async def test_stage_and_filter_live_in_the_address_and_survive_a_reload(page: Page) -> None:
    stages = page.get_by_role("group", name="订单阶段")
    chosen = stages.get_by_role("button", name="待审核")
    await chosen.click()
    await page.get_by_role("group", name="快速筛选").get_by_role("button", name="有备注").click()
    await expect(page).to_have_url(re.compile(r"stage=awaiting_review"))
    await expect(page).to_have_url(re.compile(r"note"))
    await expect(rows(page).first).to_contain_text("待审核")

    await page.reload()
    await expect(chosen).to_have_attribute("aria-pressed", "true")
    await expect(rows(page).first).to_contain_text("待审核")
    assert await number_in(chosen) > 0
    chips = page.get_by_role("group", name="当前筛选")
    await expect(chips).to_be_visible()
    await chips.get_by_role("button", name="清除筛选").click()
    await expect(page).not_to_have_url(re.compile(r"note"))


async def test_what_an_address_asks_for_that_nobody_knows_narrows_nothing_and_is_told(
    page: Page,
) -> None:
    await page.goto("/orders?order=foo&flag=odd")
    chips = page.get_by_role("group", name="当前筛选")
    await expect(chips).to_contain_text("不认识的筛选，已忽略：order=foo、flag=odd")
    await expect(rows(page).first).to_be_visible()
    await chips.get_by_role("button", name="清除筛选").click()
    await expect(page).to_have_url(re.compile(r"/orders$"))
    await page.goto("/fulfilment?pane=foo")
    await expect(page).to_have_url(re.compile(r"/fulfilment$"))
