"""Signature and XML of Qimen (channels reference §9.1, §9.2). Pure."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from orderhub.kernel.errors import InvalidInput
from orderhub.kernel.instants import CHINA

DEEPEST = 20
Node = dict[str, list[Any]]


def sign(secret: str, query: Mapping[str, str], body: bytes) -> str:
    """MD5 over the secret, the sorted query without `sign`, the raw body, the secret."""
    said = "".join(f"{name}{query[name]}" for name in sorted(query) if name != "sign")
    whole = secret.encode() + said.encode() + body + secret.encode()
    return hashlib.md5(whole, usedforsecurity=False).hexdigest().upper()


def wire_time(at: datetime) -> str:
    """Local text of an instant, as the protocol writes it."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def read_time(said: str) -> datetime | None:
    """The instant of a local text; None where there is none that can be read."""
    try:
        local = datetime.strptime(said.strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        return None
    return local.astimezone(UTC)


def read_xml(body: bytes) -> "Element":
    """The document's root. A document type is refused before it is looked at (entities could grow
    or reach out); InvalidInput also for what is no XML."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(body, True)  # noqa: FBT003 - expat takes it by position only
    except (expat.ExpatError, ValueError, RecursionError):
        raise InvalidInput("the body is no XML that can be read", where="body") from None
    return reader.root


class Element:
    """An element: its text, or its children by name."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.children: dict[str, list[Element]] = {}

    def said(self, name: str) -> str:
        """The text of the first child of this name; "" where there is none."""
        found = self.children.get(name)
        return "".join(found[0].words).strip()[:500].replace("\x00", "") if found else ""

    def of(self, name: str) -> "Element":
        """The first child of this name, an empty element where there is none."""
        found = self.children.get(name)
        return found[0] if found else Element()

    def every(self, name: str) -> list["Element"]:
        return self.children.get(name, [])


class _Reader:
    def __init__(self) -> None:
        self.root = Element()
        self._open: list[Element] = []

    def refuse(self, *_: object) -> None:
        raise ValueError("a document type is not taken")

    def begin(self, name: str, _: object) -> None:
        if len(self._open) >= DEEPEST:
            raise ValueError("nested too deeply")
        element = Element()
        if self._open:
            self._open[-1].children.setdefault(name, []).append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, _: str) -> None:
        self._open.pop()

    def text(self, said: str) -> None:
        self._open[-1].words.append(said)


def write_xml(root: str, content: Mapping[str, Any]) -> bytes:
    """A document; lists repeat their element, what is None or "" is left out."""
    body = "".join(_written({root: content}))
    return f'<?xml version="1.0" encoding="utf-8"?>{body}'.encode()


def _written(content: Mapping[str, Any]) -> Iterator[str]:
    for name, value in content.items():
        for one in value if isinstance(value, list) else [value]:  # pyright: ignore[reportUnknownVariableType]
            if one is None or one == "":
                continue
            yield f"<{name}>"
            if isinstance(one, Mapping):
                yield from _written(one)  # pyright: ignore[reportUnknownArgumentType]
            else:
                yield escape(str(one))  # pyright: ignore[reportUnknownArgumentType]
            yield f"</{name}>"
