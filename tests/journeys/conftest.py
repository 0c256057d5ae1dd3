"""One hub with its platforms and one browser for all journeys, and a page for each."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.journeys.canaries import place_canaries
from tests.journeys.platforms import Platforms
from tests.support.browser import running_browser
from tests.support.hub import RunningHub, running_hub

PATIENCE_MS = 180_000
HERE = Path(__file__).parent
WEB = HERE.parents[1] / "web"
BUILT_OF = ("src/**/*", "public/**/*", "index.html", "vite.config.ts")
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys run in one event loop: they share one browser."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def assert_console_is_new() -> None:
    """Built of the sources beside it: journeys would wait in vain for what an older one lacks."""
    built = (WEB / "dist" / "index.html").stat().st_mtime
    newer = [
        str(file.relative_to(WEB))
        for pattern in BUILT_OF
        for file in WEB.glob(pattern)
        if file.is_file() and file.stat().st_mtime > built
    ]
    assert not newer, f"the console is older than its sources, make setup: {newer}"


@pytest.fixture(scope="package")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """The demo as `make run` starts it, in a home of its own, with the canaries' orders."""
    assert_console_is_new()
    with running_hub(tmp_path_factory.mktemp("journeys"), "--demo") as running:
        place_canaries(Platforms(running))
        Platforms(running).calm()
        yield running


@pytest.fixture
def platforms(hub: RunningHub) -> Platforms:
    """The sandbox beside the hub."""
    return Platforms(hub)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium; skipped only when `ORDERHUB_BROWSER_TESTS=0` says so."""
    if os.environ.get("ORDERHUB_BROWSER_TESTS") == "0":
        pytest.skip("ORDERHUB_BROWSER_TESTS=0")
    async with running_browser() as chromium:
        yield chromium


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser, hub: RunningHub) -> AsyncIterator[BrowserContext]:
    """A Chinese browser of its own, nobody signed in."""
    async with await browser.new_context(
        base_url=hub.told["address"],
        locale="zh-CN",
        viewport={"width": 1440, "height": 900},
        reduced_motion="reduce",
    ) as fresh:
        fresh.set_default_timeout(PATIENCE_MS)
        yield fresh


@pytest_asyncio.fixture(loop_scope="session")
async def signed_in(context: BrowserContext, hub: RunningHub) -> Page:
    """An empty page of the administrator."""
    login = {"username": hub.told["username"], "password": hub.told["password"]}
    answer = await context.request.post("/api/v1/session", data=login)
    assert answer.ok, await answer.text()
    return await context.new_page()


@pytest_asyncio.fixture(loop_scope="session")
async def page(signed_in: Page) -> Page:
    """A page of the administrator, on the order centre."""
    await signed_in.goto("/orders")
    await expect(signed_in.locator("[data-row]").first).to_be_visible()
    return signed_in
