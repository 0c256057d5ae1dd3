"""Every package the product needs may be used by Apache-2.0 work."""

import re
import tomllib
from email.message import Message
from importlib.metadata import metadata, requires
from typing import cast

import pytest

from tests.architecture.source import ROOT

PERMISSIVE = re.compile(r"MIT|Apache|BSD|PSF|Python|ISC|Unlicense|CC0|0BSD|Zlib|PostgreSQL")
# Used unmodified, as packages that can be exchanged (ADR 0008).
EXCHANGEABLE = {"psycopg", "psycopg-binary", "psycopg-pool", "certifi", "orjson"}
WEAK = re.compile(r"LGPL|MPL|Mozilla|EPL")
STRONG = re.compile(r"GPL|SSPL|BUSL")
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def declared() -> list[str]:
    """Packages that pyproject.toml names for running."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [found[0].lower() for text in project["dependencies"] if (found := _NAME.match(text))]


def needed() -> list[str]:
    """Those, and everything they need in turn on this machine."""
    found, waiting = set[str](), declared()
    while waiting:
        if (name := waiting.pop()) in found:
            continue
        try:
            more = requires(name) or []
        except ModuleNotFoundError:  # For another platform, or an extra that is not asked for.
            continue
        found.add(name)
        waiting += [m[0].lower() for t in more if "extra ==" not in t and (m := _NAME.match(t))]
    return sorted(found)


def licence(name: str) -> str:
    """What the package states: its expression, its short text, else its classifiers."""
    stated = cast(Message, metadata(name))
    short = str(stated["License"] or "").partition("\n")[0]
    classifiers = [str(c) for c in stated.get_all("Classifier", []) if "License" in str(c)]
    return str(stated["License-Expression"] or " ".join([short, *classifiers]))


def fits(name: str, stated: str) -> bool:
    """Permissive, or of the listed few whose terms allow use as an exchangeable package."""
    if WEAK.search(stated):
        return name in EXCHANGEABLE
    return bool(PERMISSIVE.search(stated)) and not STRONG.search(stated)


@pytest.mark.parametrize("name", needed())
def test_the_licence_of_a_needed_package_is_known_and_fits(name: str) -> None:
    assert fits(name, licence(name)), licence(name)


@pytest.mark.parametrize("planted", ["GPL-3.0-only", "AGPL-3.0", "LGPL-2.1", "", "Proprietary"])
def test_a_planted_licence_that_does_not_fit_is_found(planted: str) -> None:
    assert not fits("planted", planted)


def test_every_declared_package_is_in_the_decision() -> None:
    decision = (ROOT / "docs" / "adr" / "0008-libraries.md").read_text()
    assert [name for name in declared() if name not in decision] == []
