"""Everyone uses the same words, and they are written down."""

import pytest

from tests.architecture.source import ROOT, parse
from tests.architecture.words import (
    checked_words,
    enum_values,
    error_codes,
    missing,
    spoken,
    topics,
)

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
INTEGRATOR = (ROOT / "docs" / "guides" / "integrator.md").read_text()


def test_every_room_and_enum_value_is_in_the_glossary() -> None:
    assert missing(spoken(), GLOSSARY) == []


def test_every_word_the_database_checks_is_in_the_glossary(database_url: str) -> None:
    assert missing(checked_words(database_url), GLOSSARY) == []


def test_every_topic_is_in_the_glossary() -> None:
    assert missing(topics(), GLOSSARY) == []


def test_every_error_code_is_in_the_integrators_guide() -> None:
    assert missing(error_codes(), INTEGRATOR) == []


@pytest.mark.parametrize(
    ("planted", "word"),
    [
        ('class Mood(StrEnum):\n    GLUM = "glum"', "glum"),
        ("class Bits(IntFlag):\n    DUSTY = 1", "dusty"),
    ],
)
def test_a_planted_word_is_missed(planted: str, word: str) -> None:
    assert missing(enum_values(parse(planted)), GLOSSARY) == [word]
