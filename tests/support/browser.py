"""Chromium for the browser tests: the machine's own, else the one Playwright installed."""

import os
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Error, async_playwright

NAMES = (
    "chromium-headless-shell",  # without a window: less than half the time of a core for each page
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
)


def chromium_path() -> str | None:
    """`ORDERHUB_CHROMIUM`, else the first Chromium on the path, else None (Playwright's own)."""
    found = (shutil.which(name) for name in NAMES)
    return os.environ.get("ORDERHUB_CHROMIUM") or next((path for path in found if path), None)


@asynccontextmanager
async def running_browser() -> AsyncGenerator[Browser, None]:
    """A headless browser; an AssertionError tells what to do when there is none."""
    async with async_playwright() as playwright:
        try:
            chromium = await playwright.chromium.launch(
                executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
            )
        except Error as error:
            raise AssertionError(
                "no Chromium starts: install one (Debian: chromium-headless-shell) or set"
                f" ORDERHUB_BROWSER_TESTS=0 to leave the browser tests out: {error}"
            ) from None
        try:
            yield chromium
        finally:
            await chromium.close()
