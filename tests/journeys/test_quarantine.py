"""Journey 7: what cannot be read waits with its reason, and comes back when it can."""

from playwright.async_api import Page, expect

from tests.journeys.platforms import Platforms
from tests.journeys.screen import button, fetched, rows, written
from tests.support.hub import RunningHub

SHAPE = {
    "order_no": "order_no",
    "status": "status",
    "total": "total || grand_total",
    "placed_at": "placed_at",
    "modified_at": "modified_at",
    "lines": "lines",
    "lines.sku": "sku",
    "lines.quantity": "quantity",
    "lines.price": "price",
}


async def test_an_unreadable_order_waits_with_its_reason_until_it_is_mended_and_replayed(
    page: Page, platforms: Platforms, hub: RunningHub
) -> None:
    shop = await connect_website(page, platforms, hub)
    broken = platforms.place(
        "website", shop=1, set_fields={"grand_total": "88.00"}, drop_fields=["total"]
    )["external_no"]
    await page.goto("/quarantine")
    entry = rows(page).filter(has_text=broken)
    await expect(entry).to_contain_text("total")
    await entry.get_by_role("button", name=broken).click()
    panel = page.get_by_role("complementary").filter(has_text="原因")
    await button(panel, "重放").click()
    await expect(panel.get_by_role("alert")).to_contain_text("仍然读不懂")
    waiting = page.url

    await page.goto(f"/shops?shop={shop}&pane=mappings")
    for field, expression in SHAPE.items():
        await page.get_by_label(field, exact=True).fill(expression)
    await page.get_by_role("button", name="用已有订单试一试").first.click()
    await button(page, "发布").first.click()
    await expect(page.get_by_text("版已生效")).to_be_visible()

    await page.goto(waiting)
    await button(panel, "重放").click()
    await expect(page.get_by_text("成功 1 条")).to_be_visible()
    await page.goto(f"/orders?q={broken}")
    await expect(rows(page)).to_contain_text("88.00")


async def connect_website(page: Page, platforms: Platforms, hub: RunningHub) -> int:
    """A second website shop that pushes to the hub; returns its id."""
    offered = platforms.shop("website", 1)
    secret = {"webhook_secret": offered["webhook_secret"]}
    body = {"channel": "website", "name": offered["name"], "credentials": secret}
    shop = await written(page, "/shops", body)
    platforms.push_to("website", 1, f"{hub.told['address']}/ingest/v1/website/{shop['id']}/orders")
    assert shop["id"] in {one["id"] for one in (await fetched(page, "/shops"))["items"]}
    return shop["id"]
