"""From a kept answer to a row for each of its orders. Pure."""

from collections.abc import Callable, Sequence
from typing import Any

import orjson

from orderhub.connector_kit.contract import Row
from orderhub.connector_kit.culprit import UNREADABLE
from orderhub.kernel.errors import ContractViolation


def decoded(body: bytes) -> Any:
    """A kept answer's JSON; ContractViolation where it is none."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ContractViolation("not JSON", field="body") from None


def rows_from(
    document: Any,
    orders_of: Callable[[Any], Sequence[Any]],
    to_row: Callable[[Any], Row],
    field: str,
) -> tuple[Row, ...]:
    """A row for each order that `orders_of` finds in a decoded answer; ContractViolation naming
    `field` where it finds no list."""
    try:
        orders = orders_of(document)
    except UNREADABLE:
        raise ContractViolation("no list of orders", field=field) from None
    return tuple([to_row(order) for order in orders])
