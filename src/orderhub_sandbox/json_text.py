"""Reads JSON text a caller sent, typed as what it may be."""

from typing import cast

import orjson

Row = dict[str, object]


def read_json(text: str) -> object:
    """Any JSON value. ValueError when the text is no JSON."""
    return cast("object", orjson.loads(text))


def as_row(value: object) -> Row | None:
    """The value when it is an object."""
    return cast("Row", value) if isinstance(value, dict) else None


def as_list(value: object) -> list[object] | None:
    """The value when it is a list."""
    return cast("list[object]", value) if isinstance(value, list) else None
