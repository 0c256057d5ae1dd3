"""Returned goods on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from orderhub.infra.http import Body

Term = Annotated[str, Field(min_length=1, max_length=64)]


class ReturnsAsked(BaseModel):
    """`q` is the number of an order or a return, or a SKU's code; `good`: may be sold again;
    `known`: of a SKU of ours."""

    q: Term | None = None
    good: bool | None = None
    known: bool | None = None
    warehouse: Term | None = None
    cursor: Annotated[int | None, Field(ge=1, le=2**63 - 1)] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ReturnOut(BaseModel):
    """Units of a SKU that a warehouse took back; `inventory_type` is "" for what may be sold again,
    else the warehouse's own word. `number` and `shop_id` are empty where the order is not known.
    Without a `sku_id` the `code` is the warehouse's and nothing is booked yet."""

    id: str
    number: str
    shop_id: int | None
    sku_id: int | None
    code: str
    title: str
    units: int
    inventory_type: str
    warehouse: str
    return_no: str
    at: datetime
    taken_at: datetime


class ReturnList(BaseModel):
    """`warehouses`: all that took any in."""

    items: list[ReturnOut]
    next: str | None
    warehouses: list[str]


class NamedIn(Body):
    """Which SKU the goods are."""

    sku_id: Annotated[int, Field(ge=1, le=2**31 - 1)]
