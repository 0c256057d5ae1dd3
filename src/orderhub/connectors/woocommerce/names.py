"""Names and addresses as a store keeps them, in parts, put together. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from orderhub.connector_kit.readers import text

_HAN = re.compile(r"[\u4e00-\u9fff]")


def name_of(person: Mapping[str, Any]) -> str:
    """Family name first and no space where it is Chinese."""
    first, last = text(person.get("first_name")), text(person.get("last_name"))
    if _HAN.search(first + last):
        return last + first
    return f"{first} {last}".strip()


def address_of(person: Mapping[str, Any]) -> str:
    """Both lines of the street; district and below have no field of their own."""
    return " ".join(filter(None, (text(person.get(n)) for n in ("address_1", "address_2"))))
