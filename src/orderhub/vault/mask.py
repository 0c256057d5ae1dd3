"""Masks (脱敏) in two profiles, screen and waybill (payments-compliance §3.3). Pure."""

import re
import unicodedata
from collections.abc import Callable
from typing import Literal

Profile = Literal["screen", "waybill"]

ALL = "****"
NEVER = ""
STARS = re.compile(r"[＊×✱•●]")
ANY_STAR = re.compile(r"[*＊×✱•●]")
PREFIX = re.compile(r"(?:\+|00)?86(?=1[3-9]\d{9}(?!\d)|0\d{9})|\+", re.ASCII)
VIRTUAL = re.compile(r"(1\d{10})(?:-|转|,|#|ext\.?)(\d{1,6})", re.ASCII | re.IGNORECASE)
LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))[- ]?([\d*]{7,8})(-[\d*]{1,6})?", re.ASCII)
GAPS = re.compile(r"[\s()\u200b-\u200f\u2060\ufeff]|(?<=[\d*])-(?=[\d*])")
UNIT = re.compile(
    r"[\dA-Za-z一二三四五六七八九十百]+[\s-]*"
    r"(?:号楼|幢|栋|座|单元|楼|层|室|房|户|#|[Uu]nit|[Ff]loor)"
)
HOUSE = re.compile(r"\d+(?:-\d+)*\s*(?:号|弄)(?!楼)")
HEAD = 3


def mask(kind: str, value: str, profile: Profile = "screen") -> str:
    """The mask of `value`; `kind` is a people field or its kind. An unknown kind shows nothing.

    "" where there is no value, or where the profile never shows it (ids and cards on a waybill).
    What came masked stays masked; full-width characters and +86 are read as what they mean.
    """
    if not value:
        return ""
    return MASKS.get(kind, _nothing)(value, profile)


def _phone(value: str, profile: Profile) -> str:
    if len(value) == 11 and value[0] == "1" and value.isascii() and value.isdigit():  # noqa: PLR2004
        if profile == "screen":
            return f"{value[:3]}****{value[7:]}"
        return _middle(value, HEAD, profile)
    plain = plain_text(value)
    virtual = VIRTUAL.fullmatch(plain)
    if virtual is not None:  # Its owner's number is hidden by the platform already.
        return f"{virtual[1]}-{virtual[2]}"
    told = PREFIX.sub("", GAPS.sub("", plain), count=1)
    symbols = "".join(c for c in told if c in "0123456789*")
    landline = LANDLINE.fullmatch(plain) or LANDLINE.fullmatch(symbols)
    if landline is not None:
        return f"{landline[1]}-{_middle(landline[2], 0, profile)}"
    return _middle(symbols, HEAD, profile) or ALL


def _middle(symbols: str, head: int, profile: Profile) -> str:
    """Hide the middle of digits and stars: at least 4 (screen) or 6 (waybill) of them."""
    hidden, tail = (4, 4) if profile == "screen" else (6, 2)
    spare = len(symbols) - hidden
    if spare <= 0:
        return "*" * len(symbols)
    tail = min(tail, spare)
    head = min(head, spare - tail)
    return symbols[:head] + "*" * (len(symbols) - head - tail) + symbols[-tail:]


def _name(value: str, _: Profile) -> str:
    value = value.strip()
    if "*" in value and len(value.replace("*", "")) <= 1:
        return value
    return value[:1] + "*" * (len(value) - 1) if len(value) > 1 else "*"


def _nick(value: str, _: Profile) -> str:
    value = value.strip()
    if "*" in value and len(value.replace("*", "")) <= 1:
        return value
    return f"{value[0]}***" if len(value) > 1 else "***"


def _address(value: str, profile: Profile) -> str:
    if profile == "screen" and ANY_STAR.search(value) is None:
        return ALL
    value = STARS.sub("*", unicodedata.normalize("NFKC", value).strip())
    if _came_masked(value):
        return value
    if profile == "screen":
        return ALL
    house = HOUSE.search(value)
    unit = UNIT.search(value, house.end() if house else 0)
    end = house.end() if house else len(value) // 2
    street = value[: min(end, unit.start())] if unit else value[:end]
    return f"{_letters(street) if house is None else street}{ALL}"


def _came_masked(value: str) -> bool:
    """Whether the platform hid the end or a third of it, and no number but the house's is left."""
    told = HOUSE.sub("", value)
    hidden = value.endswith(ALL) or value.count("*") * 3 >= len(value)
    return hidden and UNIT.search(told) is None and not any(c.isdigit() for c in told)


def _letters(value: str) -> str:
    return "".join("*" if c.isdigit() else c for c in value)


def _id_no(value: str, profile: Profile) -> str:
    value = plain_text(value)
    if profile == "waybill":
        return NEVER
    return f"{value[0]}{'*' * (len(value) - 2)}{value[-1]}" if len(value) > 5 else "*" * len(value)  # noqa: PLR2004


def _bank_card(value: str, profile: Profile) -> str:
    digits = "".join(c for c in plain_text(value) if c.isdigit() or c == "*")
    if profile == "waybill":
        return NEVER
    return f"{ALL}{digits[-4:]}" if len(digits) >= 8 else ALL  # noqa: PLR2004


def _email(value: str, _: Profile) -> str:
    local, at, domain = unicodedata.normalize("NFKC", value).strip().rpartition("@")
    return f"{local[0]}***@{domain}" if at and local else ALL


def _nothing(_: str, profile: Profile) -> str:
    return NEVER if profile == "waybill" else ALL


def plain_text(value: str) -> str:
    """Half-width, every kind of star as *, without blanks at the ends."""
    return STARS.sub("*", unicodedata.normalize("NFKC", value)).strip()


MASKS: dict[str, Callable[[str, Profile], str]] = {
    "phone": _phone,
    "recipient_phone": _phone,
    "buyer_phone": _phone,
    "name": _name,
    "recipient_name": _name,
    "nick": _nick,
    "buyer_name": _name,
    "buyer_no": _nick,
    "address": _address,
    "recipient_address": _address,
    "id_no": _id_no,
    "bank_card": _bank_card,
    "email": _email,
    "buyer_email": _email,
}
