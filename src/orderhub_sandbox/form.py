"""Form parameters exactly as the caller sent them, for signatures over received bytes."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import Request


def read_form(request: Request, body: bytes) -> dict[str, str]:
    """Query and urlencoded body merged; bytes that are no UTF-8 survive as surrogates."""
    query = request.scope["query_string"]
    merged: dict[str, str] = {}
    for part in (query, body):
        text = part.decode("latin-1")
        merged.update(parse_qsl(text, keep_blank_values=True, errors="surrogateescape"))
    return merged


def to_bytes(text: str) -> bytes:
    """The bytes a parameter had on the wire."""
    return text.encode("utf-8", errors="surrogateescape")


def joined(params: Mapping[str, str]) -> bytes:
    """Names and values of all non-empty parameters but `sign`, sorted by name, run together."""
    kept = sorted((n, v) for n, v in params.items() if n != "sign" and n and v)
    return b"".join(to_bytes(name) + to_bytes(value) for name, value in kept)
