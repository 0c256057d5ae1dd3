"""Journey: a warehouse that speaks its own JSON is connected, its words are mapped on what it sent,
what it sent before is replayed, and the order has left."""

import json
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.journeys.accessibility import assert_accessible
from tests.journeys.platforms import Platforms
from tests.journeys.screen import button, open_order, rows

NAME, WAYBILL = "华东云仓", "SF1390000111122"
FIELDS = {
    "行的列表": "data.docs",
    "订单号": "soNo",
    "事件": "state",
    "承运商": "express.company",
    "运单号": "express.no",
}


async def connected(page: Page) -> tuple[Locator, str, str]:
    """A new source's panel, the address it pushes to, and its secret."""
    await page.goto("/sources")
    await page.get_by_role("button", name="添加来源").first.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("名称").fill(NAME)
    await assert_accessible(page)
    await button(dialog, "添加").click()
    secret = await dialog.get_by_text("whsec_").inner_text()
    await dialog.get_by_role("button", name="我已保存").click()
    panel = page.get_by_role("complementary", name=NAME)
    said = await panel.get_by_text("POST http").inner_text()
    await assert_accessible(page)
    return panel, said.removeprefix("POST "), secret


def sent(platforms: Platforms, address: str, secret: str) -> list[str]:
    """The ERP pushes all it has; what became of its rows."""
    answer: dict[str, Any] = platforms.erp("push", {"url": address, "secret": secret})
    assert answer["status"] == 200, answer
    return [row["result"] for row in json.loads(answer["body"])["results"]]


async def mapped(page: Page, panel: Locator) -> None:
    """Fill the mapping in, try it, mend it, publish it."""
    await panel.get_by_role("button", name="字段映射").click()
    for name, expression in FIELDS.items():
        await panel.get_by_label(name, exact=True).fill(expression)
    await panel.get_by_label("承运商的词表").fill("顺丰速运 = SF")
    await button(panel, "试一下").click()
    await expect(panel.get_by_text("事件：不认识「CK」，请加进词表").first).to_be_visible()
    await expect(panel.get_by_text("赵小满")).to_have_count(0)
    await assert_accessible(page)
    await panel.get_by_label("事件的词表").fill("CK = shipped\nHT = returned")
    await button(panel, "试一下").click()
    await expect(panel.get_by_text("都读得出")).to_be_visible()
    await button(panel, "发布").click()
    await expect(panel.get_by_text("第 1 版", exact=True)).to_be_visible()


async def test_a_system_of_its_own_words_is_connected_without_code(
    page: Page, platforms: Platforms
) -> None:
    order = platforms.place("jd")["external_no"]
    platforms.erp("outbound", {"docs": [{"order": order, "waybill_no": WAYBILL}]})
    panel, address, secret = await connected(page)
    assert sent(platforms, address, secret) == ["set_aside"]
    await mapped(page, panel)
    await open_order(page, order)
    await page.goto("/sources")
    await rows(page).filter(has_text=NAME).get_by_role("button", name="1").click()
    await panel.get_by_role("button", name="整份文档").click()
    await expect(panel.get_by_label("原文")).to_contain_text('"soNo"')
    await assert_accessible(page)
    await button(panel, "重放").click()
    await expect(page.get_by_text("重放 1 行，入账 1 行")).to_be_visible()
    assert sent(platforms, address, secret)[-1] == "repeated"
    await panel.get_by_role("button", name="接收记录").click()
    received = panel.get_by_role("list", name="接收记录")
    await expect(received.get_by_text("重复").first).to_be_visible()
    await assert_accessible(page)
    assert secret not in await page.content()
    drawer = await open_order(page, order)
    await expect(drawer.get_by_text(WAYBILL).first).to_be_visible()
