"""What axe finds on a screen."""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}


async def faults(page: Page) -> str:
    """Violations of WCAG 2.2 AA as one text; empty when there are none."""
    found = await Axe().run(page, options=OPTIONS)
    return found.generate_report() if found.violations_count else ""
