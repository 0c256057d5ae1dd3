"""What axe finds on a screen."""

from axe_playwright_python.async_playwright import Axe  # pyright: ignore[reportMissingTypeStubs]
from playwright.async_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Ant Design measures a growing text area with a copy that nobody can reach.
CONTEXT = {"exclude": [["textarea[name='hiddenTextarea']"]]}
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}


async def assert_accessible(page: Page) -> None:
    """Fail with axe's report when the screen violates WCAG 2.2 AA."""
    found = await Axe().run(page, CONTEXT, OPTIONS)  # pyright: ignore[reportUnknownMemberType]
    assert not found.violations_count, found.generate_report()
