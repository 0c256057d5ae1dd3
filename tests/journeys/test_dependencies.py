"""Journey: the address is to move; one person asks, another approves, the calls after prove it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Locator, Page, expect

from tests.journeys.platforms import Platforms
from tests.support.hub import RunningHub

PASSWORD = "a long word of hers"  # noqa: S105 - made for this test
NOW, NEXT = "203.0.113.10", "203.0.113.77"


@asynccontextmanager
async def second_person(
    page: Page, browser: Browser, hub: RunningHub
) -> AsyncGenerator[Page, None]:
    """A colleague who may manage connections, in a browser of her own."""
    session = await (await page.request.get("/api/v1/session")).json()
    new = {"username": "wang.second", "display_name": "王二审", "password": PASSWORD}
    made = await page.request.post(
        "/api/v1/users",
        data={**new, "roles": ["operations"], "shop_ids": None},
        headers={"X-CSRF-Token": session["csrf_token"]},
    )
    assert made.ok, await made.text()
    async with await browser.new_context(base_url=hub.told["address"], locale="zh-CN") as hers:
        login = {"username": new["username"], "password": PASSWORD}
        answer = await hers.request.post("/api/v1/session", data=login)
        assert answer.ok, await answer.text()
        yield await hers.new_page()


async def propose(page: Page, asked: int) -> Locator:
    """Ask that our address may move; returns the panel of the request."""
    await page.goto("/health?pane=changes")
    await page.get_by_role("button", name="申请变更").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("改成").fill(NEXT)
    await expect(form.get_by_role("region", name="影响预览")).to_contain_text(f"停 {asked} 家店铺")
    await form.get_by_label("原因").fill("机房迁移")
    await form.get_by_role("button", name="提交申请").click()
    return page.get_by_role("complementary", name="变更申请")


async def approve(page: Page, asked: int) -> None:
    """As whoever is signed in there."""
    panel = page.get_by_role("complementary", name="变更申请")
    await panel.get_by_role("button", name="批准").click()
    impact = panel.get_by_role("region", name="批准时的影响")
    await expect(impact).to_contain_text(f"停 {asked} 家店铺")


async def verify(page: Page, asked: int) -> None:
    """Say that it is done, and see that every shop's calls go well."""
    await page.goto("/health?pane=changes")
    await page.get_by_role("button", name=f"出口地址：{NEXT}").click()
    panel = page.get_by_role("complementary", name="变更申请")
    await panel.get_by_role("button", name="已执行").click()
    await expect(panel.get_by_text("已验证", exact=True)).to_be_visible()
    found = panel.get_by_role("region", name="验证结果")
    checked = await found.locator("tbody tr").count()  # other journeys may have connected more
    assert checked >= asked
    await expect(found.get_by_text("正常", exact=True)).to_have_count(checked)


async def test_a_move_of_our_address_is_proposed_approved_by_a_second_person_and_verified(
    page: Page, browser: Browser, hub: RunningHub, platforms: Platforms
) -> None:
    asked = len(platforms.first_shops()) - 1  # all but the one that pushes
    await page.goto("/health?pane=dependencies")
    egress = page.get_by_role("region", name="出口地址")
    await expect(egress).to_contain_text(NOW)
    apps = page.get_by_role("region", name="平台应用")
    await expect(apps.get_by_text("在白名单", exact=True)).to_have_count(asked)
    panel = await propose(page, asked)
    await panel.get_by_role("button", name="批准").click()
    await expect(panel.get_by_role("alert")).to_contain_text("须由另一个人批准")
    async with second_person(page, browser, hub) as second:
        await second.goto(page.url)
        await approve(second, asked)

    platforms.tell_egress(NEXT)
    try:
        await page.goto("/health?pane=dependencies")
        await expect(egress).to_contain_text(NEXT)
        await expect(apps.get_by_text("变更已批准", exact=True)).to_have_count(asked)
        await verify(page, asked)
    finally:
        platforms.tell_egress(NOW)
