"""Journey 1: in through the door, and orders of a shop of every platform arrive by themselves."""

from playwright.async_api import BrowserContext, expect

from tests.journeys.platforms import Platforms
from tests.journeys.screen import number_in, number_of, rows
from tests.support.hub import RunningHub


async def test_a_wrong_password_says_so_and_the_right_one_shows_orders_that_keep_coming(
    context: BrowserContext, hub: RunningHub, platforms: Platforms
) -> None:
    page = await context.new_page()
    await page.goto("/")
    await page.get_by_label("用户名").fill(hub.told["username"])
    await page.get_by_label("密码", exact=True).fill("not the password")
    await page.get_by_role("button", name="登录").click()
    await expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")

    await page.get_by_label("密码", exact=True).fill(hub.told["password"])
    await page.get_by_role("button", name="登录").click()
    await expect(rows(page).first).to_be_visible()
    await expect(page.get_by_role("status").filter(has_text="实时更新中")).to_be_visible()

    everything = page.get_by_role("group", name="订单阶段").get_by_role("button").first
    told = await everything.inner_text()
    await expect(everything).not_to_have_text(told, use_inner_text=True)
    assert await number_in(everything) > number_of(told)

    shops = platforms.first_shops()
    assert len(shops) == 8
    for channel in shops:
        platforms.place(channel)
    for name in shops.values():
        await expect(rows(page).get_by_text(name, exact=True).first).to_be_visible()
