"""What journeys do on several screens."""

import re
from typing import Any

from playwright.async_api import Locator, Page, expect

COUNT = re.compile(r"\d[\d,]*")


async def number_in(place: Locator) -> int:
    """The last number written in `place`: `待审核 1,204` → 1204."""
    return number_of(await place.inner_text())


def number_of(text: str) -> int:
    """The last number written in `text`."""
    return int(COUNT.findall(text)[-1].replace(",", ""))


def button(place: Page | Locator, words: str) -> Locator:
    """The button with exactly these words, which antd may space out: `保 存`."""
    return place.get_by_role("button", name=re.compile("^" + r"\s*".join(words) + "$"))


def rows(page: Page) -> Locator:
    """The rows of the list on the screen."""
    return page.locator("[data-row]")


async def search(page: Page, text: str) -> None:
    """Type into the one search box and press Enter."""
    box = page.get_by_role("combobox", name="搜索订单")
    await box.fill(text)
    await box.press("Enter")


async def open_order(page: Page, term: str) -> Locator:
    """Find the one order with this number and open it; returns its drawer."""
    await page.goto(f"/orders?q={term}")
    await expect(rows(page)).to_have_count(1)
    await rows(page).get_by_role("button", name=re.compile("ORD-")).click()
    drawer = page.get_by_role("complementary", name=re.compile("ORD-"))
    await expect(drawer.get_by_role("tab", name="概览")).to_be_visible()
    return drawer


async def fetched(page: Page, path: str) -> dict[str, Any]:
    """What the API answers to this person, for what no screen shows at a glance."""
    answer = await page.context.request.get(f"/api/v1{path}")
    assert answer.ok, await answer.text()
    return await answer.json()


async def written(
    page: Page, path: str, body: dict[str, Any], method: str = "POST"
) -> dict[str, Any]:
    """Set the scene through the API, as this person."""
    session = await fetched(page, "/session")
    headers = {"X-CSRF-Token": session["csrf_token"]}
    answer = await page.context.request.fetch(
        f"/api/v1{path}", method=method, data=body, headers=headers
    )
    assert answer.ok, await answer.text()
    return await answer.json()
