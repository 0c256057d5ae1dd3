"""Screenshots of the main screens of a running demo, in both languages, for the documents.

Usage: python scripts/screenshots.py ADDRESS USERNAME PASSWORD SANDBOX_ADDRESS
"""

import asyncio
import shutil
import sys
from pathlib import Path

import httpx
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

IMAGES = Path(__file__).parent.parent / "docs" / "images"
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
SCREENS = {
    "order-centre": "/orders",
    "flow": "/flow",
    "order": "/orders?tag=remote",
    "shops": "/shops?shop=1",
    "quarantine": "/quarantine",
    "rules": "/rules",
}


async def take(browser: Browser, address: str, login: dict[str, str]) -> None:
    """Write every image."""
    for short, locale in LANGUAGES.items():
        async with await browser.new_context(
            base_url=address,
            locale=locale,
            timezone_id="Asia/Shanghai",
            viewport={"width": 1440, "height": 900},
            reduced_motion="reduce",
        ) as context:
            await _take_all(context, login, short)


async def _take_all(context: BrowserContext, login: dict[str, str], language: str) -> None:
    answer = await context.request.post("/api/v1/session", data=login)
    if not answer.ok:
        raise SystemExit(f"sign-in refused: {await answer.text()}")
    page = await context.new_page()
    for name, path in SCREENS.items():
        await page.goto(path)
        if name in {"order", "quarantine"}:
            await _open_first(page)
        await page.locator("[data-row], [data-figure], article").first.wait_for()
        await page.wait_for_timeout(1500)  # rows that just arrived stop glowing
        await page.screenshot(path=IMAGES / f"{name}.{language}.png")


async def _open_first(page: Page) -> None:
    """Open the first row beside the list."""
    await page.locator("[data-row] button").first.click()
    await page.get_by_role("complementary").get_by_role("button").first.wait_for()


def break_orders(sandbox: str) -> None:
    """A few orders that cannot be read, so that the quarantine has something to show."""
    for channel, field in (("taobao", "payment"), ("jd", "orderTotalPrice")):
        wish = {"count": 3, "status": "to_ship", "orders": [{"set_fields": {field: "?"}}] * 3}
        url = f"{sandbox}/_control/{channel}/0/orders"
        httpx.post(url, json=wish, trust_env=False).raise_for_status()


async def main(address: str, username: str, password: str, sandbox: str) -> None:
    """Start Chromium and write the images."""
    break_orders(sandbox)
    IMAGES.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        await take(browser, address, {"username": username, "password": password})
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
