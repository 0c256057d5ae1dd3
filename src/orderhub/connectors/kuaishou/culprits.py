"""Which field of a Kuaishou order cannot be read: asked only once the fast reading has failed."""

from collections.abc import Iterator
from typing import Any, cast

from orderhub.connector_kit.culprit import Fields, culprit
from orderhub.connector_kit.readers import ident
from orderhub.connectors.kuaishou.fields import (
    ADDRESS_FIELDS,
    BASE_FIELDS,
    ITEM_FIELDS,
    NOTE_FIELDS,
)
from orderhub.connectors.kuaishou.lines import DETAILS, lacks_parts

_PART: tuple[tuple[str, Fields], ...] = (
    ("subOrderBaseInfo", (("oid", ident),)),
    ("subOrderItemInfo", ITEM_FIELDS),
)


def field_of(order: Any) -> str:
    """Path of the first field that cannot be read, "" when each can; never a value."""
    return culprit(order, ()) or next(filter(None, _found(order)), "")


def _found(order: dict[str, Any]) -> Iterator[str]:
    yield culprit(order.get("orderBaseInfo"), BASE_FIELDS, "orderBaseInfo.")
    yield culprit(order.get("orderAddress") or {}, ADDRESS_FIELDS, "orderAddress.")
    yield from _listed(order, "orderNoteInfo", NOTE_FIELDS)
    if lacks_parts(order):
        yield DETAILS
    if not order.get(DETAILS):
        yield culprit(order.get("orderItemInfo"), ITEM_FIELDS, "orderItemInfo.")
        return
    yield from _listed(order, DETAILS, ())
    for n, part in enumerate(order[DETAILS]):
        for name, fields in _PART:
            yield culprit(part.get(name), fields, f"{DETAILS}[{n}].{name}.")


def _listed(order: dict[str, Any], name: str, fields: Fields) -> Iterator[str]:
    rows: object = order.get(name) or []
    if not isinstance(rows, list):
        yield name
        return
    for n, row in enumerate(cast("list[Any]", rows)):
        yield culprit(row, fields, f"{name}[{n}].")
