"""Extra fields of an order (B2) with the labels people gave them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orderhub.channels.facade import get_shop, reading_of
from orderhub.infra.db import Tx

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Attribute:
    """`type` is text, number, bool, time or money."""

    name: str
    label: str
    type: str
    value: Value


async def labelled(tx: Tx, shop_id: int, values: Mapping[str, Any]) -> list[Attribute]:
    """The order's extra fields as its shop's published mapping names them."""
    if not values:
        return []
    reading = await reading_of(tx, await get_shop(tx, shop_id))
    described = {one.attribute: (one.label, one.type) for one in reading.fields.described}
    return [
        Attribute(name, *described.get(name, (name, type_of(value))), value)
        for name, value in values.items()
    ]


def type_of(value: Value) -> str:
    """The type of a value whose mapping is gone."""
    if isinstance(value, bool):
        return "bool"
    return "number" if isinstance(value, int | float) else "text"
