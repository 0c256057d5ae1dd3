"""What a book of causes sends people to is called in the console what the book calls it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import ROOT

BOOKS = sorted((ROOT / "src/orderhub/health/decide/books").glob("*.json"))
LOCALES = ROOT / "web/src/i18n/locales"
WRITTEN = {
    "zh-CN": ("zh", re.compile("「([^」]+)」")),
    "en": ("en", re.compile(r"\bunder ([A-Z]\w+(?:, [A-Z]\w+)?)")),
}


def said(book: Path, language: str) -> list[str]:
    texts: list[str] = []

    def remember(node: dict[str, Any]) -> None:
        if isinstance(text := node.get(language), str):
            texts.append(text)

    json.loads(book.read_text(), object_hook=remember)
    return texts


@pytest.mark.parametrize("locale", WRITTEN)
def test_a_book_sends_people_to_places_that_the_rail_shows(locale: str) -> None:
    language, place = WRITTEN[locale]
    areas = json.loads((LOCALES / locale / "common.json").read_text())["area"].values()
    found = [
        re.split(" · |, ", name)[0]
        for book in BOOKS
        for text in said(book, language)
        for name in place.findall(text)
    ]
    assert len(found) >= 10
    assert set(found) <= set(areas)
