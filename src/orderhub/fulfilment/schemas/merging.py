"""Orders that travel as one, on the wire."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field

from orderhub.fulfilment.model.warehouses import Merging
from orderhub.fulfilment.service.merging import Offer
from orderhub.infra.http import Body

OrderNumber = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[!-~]+$")]

ShopId = Annotated[int, Field(ge=1, lt=2**31)]


class MergeIn(Body):
    """Orders of one shop, buyer and address."""

    numbers: list[OrderNumber] = Field(min_length=2, max_length=20)


class MergingIn(Body):
    """`gather_minutes`: how long orders wait for others of their buyer before the warehouse is
    given them, 0 not at all; `merges`: those found are merged without a person. Orders of
    `alone_shop_ids` take no part; merged ones are to be shipped by times at most `within_hours`
    apart, 0: however far."""

    gather_minutes: int = Field(ge=0, le=240)
    merges: bool
    within_hours: int = Field(default=0, ge=0, le=720)
    alone_shop_ids: list[ShopId] = Field(default_factory=list, max_length=1000)

    def told(self) -> Merging:
        return Merging(**self.model_dump())


class MergedOrderOut(BaseModel):
    number: str
    external_no: str
    units: int
    total_minor: int
    currency: str


class MergeOut(BaseModel):
    """Orders of one buyer to one address that are given at `due_at`, as one when `merged`; `id` is
    the oldest one's number, `together` the numbers of those that travel together already."""

    id: str
    shop_id: int
    orders: list[MergedOrderOut]
    due_at: datetime
    merged: bool
    together: list[list[str]]

    @classmethod
    def of(cls, offer: Offer) -> Self:
        first = offer.orders[0]
        return cls(
            id=first.number,
            shop_id=first.shop_id,
            orders=[
                MergedOrderOut(
                    number=order.number,
                    external_no=order.external_no,
                    units=sum(line.quantity for line in order.lines if not line.closed),
                    total_minor=order.total_minor,
                    currency=order.currency,
                )
                for order in offer.orders
            ],
            due_at=offer.due_at,
            merged=offer.merged,
            together=[[order.number for order in those] for those in offer.together],
        )


class MergesOut(BaseModel):
    items: list[MergeOut]
