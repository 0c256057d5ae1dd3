"""What a channel's own codes mean to people: cause, remedy, whether it heals alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Words:
    """One text in the two languages of the console."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What is behind a channel's code, and what to do.

    `name` joins codes that are one cause to one incident; "" is the name that the class of the
    error has by itself. `heals` tells whether it may go without a person; None: as usual for that
    name.
    """

    what: Words
    remedy: Words
    name: str = ""
    heals: bool | None = None


def load_causes(module: str, name: str = "causes.json") -> Mapping[str, Cause]:
    """The file beside `module` (`__name__`), by default a connector's `causes.json`.

    `causes` maps each code to `what`, `remedy` (words, or the name of one in `remedies`), and
    where they differ from its class `name` and `heals`.
    """
    book = orjson.loads(files(module.rpartition(".")[0]).joinpath(name).read_bytes())
    remedies: Mapping[str, Any] = book.get("remedies", {})
    return {code: _cause(told, remedies) for code, told in book["causes"].items()}


def _cause(told: Mapping[str, Any], remedies: Mapping[str, Any]) -> Cause:
    remedy = told["remedy"]
    return Cause(
        what=Words(**told["what"]),
        remedy=Words(**(remedies[remedy] if isinstance(remedy, str) else remedy)),
        name=told.get("name", ""),
        heals=told.get("heals"),
    )
