"""What buyers sent back is listed; goods that nobody knows wait until a person names them."""

import re

from playwright.async_api import Page, expect

from orderhub.apps.demo.furnish import RETURNS
from tests.journeys.accessibility import assert_accessible
from tests.journeys.platforms import Platforms
from tests.journeys.screen import button, rows

SKU = "SY-CUP-01"


async def test_returned_goods_are_seen_and_those_of_no_sku_are_named_and_booked(
    page: Page, platforms: Platforms
) -> None:
    await page.goto("/stock?pane=returns")
    for parcel in RETURNS:  # the demo's warehouse has begun
        await expect(rows(page).filter(has_text=parcel["return_no"])).to_be_visible()

    platforms.take_back("RT-OLD", {"JNY-OLD": 2})
    platforms.take_back("RT-TORN", {SKU: 1}, "CC")
    torn = rows(page).filter(has_text="RT-TORN")
    await expect(torn).to_contain_text("不可售 · 残次")
    await expect(torn).to_contain_text("订单未知")

    await page.get_by_text("规格未知", exact=True).first.click()
    await expect(torn).to_have_count(0)
    await expect(page).to_have_url(re.compile("condition=unknown"))
    unknown = rows(page).filter(has_text="JNY-OLD")
    await expect(unknown).to_contain_text("待确认规格")
    await assert_accessible(page)
    await page.get_by_role("button", name="确认规格 JNY-OLD").click()
    dialog = page.get_by_role("dialog", name="「JNY-OLD」是哪个规格？")
    await expect(button(dialog, "保存")).to_be_disabled()
    await dialog.get_by_role("combobox", name="选择规格").fill(SKU)
    await page.get_by_text(re.compile(f"{SKU} ")).last.click()
    await assert_accessible(page)
    await button(dialog, "保存").click()
    await expect(page.get_by_text("已入账")).to_be_visible()
    await expect(unknown).to_have_count(0)

    await page.goto("/stock?pane=returns&search=RT-OLD")
    await expect(rows(page)).to_contain_text("良品可售")
    await rows(page).get_by_role("button").first.click()
    panel = page.get_by_role("complementary")
    await expect(panel.get_by_role("row", name="RT-OLD")).to_contain_text("+2")
    await expect(panel.get_by_role("row", name="RT-TORN")).to_contain_text("退货不可售")
