"""Blind index (盲索引): keyed hashes that make sealed values findable. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

Kind = Literal["phone", "last4", "buyer", "index"]

KINDS: tuple[Kind, ...] = ("phone", "last4", "buyer", "index")
INDEX_BYTES = 16
TAIL = 4
EXTENSION = re.compile(r"(?<=\d)(?:-|转|,|#|ext\.?)(\d{1,6})$", re.ASCII | re.IGNORECASE)
COUNTRY = re.compile(r"^(?:0086|86)(?=1[3-9]\d{9}$|0\d{9,11}$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class IndexKeys:
    """The keys of one region's blind indexes, one a kind, and the key of content digests."""

    blind: Mapping[Kind, bytes] = field(repr=False)
    digest: bytes = field(repr=False)

    def of(self, kind: Kind, value: str) -> bytes:
        """16 bytes, the same for every spelling of the same value."""
        if kind == "last4":
            return _few(self.blind[kind], normalise(kind, value))
        return _hashed(self.blind[kind], normalise(kind, value))


@lru_cache(maxsize=64)
def _keyed(key: bytes) -> HMAC:
    return HMAC(key, SHA256())


def _hashed(key: bytes, value: str) -> bytes:
    mac = _keyed(key).copy()
    mac.update(value.encode())
    return mac.finalize()[:INDEX_BYTES]


_few = lru_cache(maxsize=10_000)(_hashed)  # there are no more four-digit ends


def normalise(kind: Kind, value: str) -> str:
    """One spelling for what people write in many: +86, full-width digits, blanks, case."""
    if kind == "phone":
        if len(value) == 11 and value.isascii() and value.isdigit():  # noqa: PLR2004 - a plain mobile
            return value
        return phone_digits(value)
    if kind == "last4":
        return value if len(value) == TAIL and value.isascii() else last4_of(value) or ""
    if kind == "buyer":
        return value if value.isascii() and value.isalnum() and value.islower() else _folded(value)
    return value.strip()


def phone_digits(value: str) -> str:
    """Digits of a phone number without +86; a virtual number keeps its extension: "1320…-1234"."""
    text = unicodedata.normalize("NFKC", value).strip()
    extension = EXTENSION.search(text)
    main = text[: extension.start()] if extension else text
    digits = _digits(main)
    if extension and not re.fullmatch(r"1\d{10}", COUNTRY.sub("", digits), re.ASCII):
        return COUNTRY.sub("", digits + extension[1])
    return COUNTRY.sub("", digits) + (f"-{extension[1]}" if extension else "")


def last4_of(value: str) -> str | None:
    """The last four digits of a number or of its mask ("138****1234"); None when not told."""
    if len(value) == 11 and value.isascii() and value.isdigit():  # noqa: PLR2004 - a plain mobile
        return value[-TAIL:]
    main = phone_digits_or_stars(value)
    tail = main[-TAIL:]
    return tail if len(tail) == TAIL and tail.isdigit() else None


def phone_digits_or_stars(value: str) -> str:
    """Digits and stars of a phone number or its mask, without a virtual number's extension."""
    text = unicodedata.normalize("NFKC", value).strip()
    extension = EXTENSION.search(text)
    if extension and re.fullmatch(r"(?:\+?86)?1\d{10}", text[: extension.start()], re.ASCII):
        text = text[: extension.start()]
    return "".join(c for c in text if (c.isdigit() and c.isascii()) or c == "*")


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isdigit())


def _folded(value: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())
