"""Qimen's documents and signature (channels reference §9.1, §9.2)."""

import hashlib
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence

Content = Mapping[str, "str | Content | Sequence[Content]"]


def signature(secret: str, query: Mapping[str, str], body: bytes) -> str:
    """Over the sorted query and the bytes of the body as they are."""
    pairs = b"".join(
        name.encode() + value.encode() for name, value in sorted(query.items()) if name != "sign"
    )
    key = secret.encode()
    return hashlib.md5(key + pairs + body + key, usedforsecurity=False).hexdigest().upper()


def parse(body: bytes) -> ET.Element:
    """Raises ValueError for what is no document, or has a document type."""
    if b"<!" in body:
        raise ValueError("no document types here")
    try:
        return ET.fromstring(body)  # noqa: S314 - entities need a document type
    except ET.ParseError as error:
        raise ValueError("no XML") from error


def document(root: str, content: Content) -> bytes:
    """A document; a sequence repeats its element."""
    top = ET.Element(root)
    _fill(top, content)
    return ET.tostring(top, encoding="utf-8", xml_declaration=True)


def _fill(parent: ET.Element, content: Content) -> None:
    for name, value in content.items():
        several = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        for one in several:
            element = ET.SubElement(parent, name)
            if isinstance(one, Mapping):
                _fill(element, one)
            else:
                element.text = str(one)
