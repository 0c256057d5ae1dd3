"""Parts of an order on the wire."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field

from orderhub.connector_kit.contract import Parts
from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState, Warehouse
from orderhub.fulfilment.service.splitting import Shown, Wanted
from orderhub.infra.http import Body

LineNo = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[!-~]+$")]
Units = Annotated[int, Field(ge=1, le=100_000)]


class DeliveryPartIn(Body):
    """Units by line number; without a `warehouse` (its code) the one that serves the shop."""

    lines: dict[LineNo, Units] = Field(min_length=1, max_length=500)
    warehouse: Annotated[str, Field(min_length=1, max_length=50)] | None = None


class SplitIn(Body):
    """Every unit of the order in exactly one part."""

    parts: list[DeliveryPartIn] = Field(min_length=2, max_length=9)

    def to_wanted(self) -> list[Wanted]:
        return [Wanted(part.lines, part.warehouse) for part in self.parts]


class DeliveryPartOut(BaseModel):
    """What a warehouse is asked under `code`, "" while it was not; part 0 is a whole order and
    names no lines."""

    part: int
    code: str
    state: DeliveryState
    step: str
    warehouse: str
    warehouse_name: str
    lines: dict[str, int] | None
    changed_at: datetime

    @classmethod
    def of(cls, delivery: DeliveryOrder, warehouse: Warehouse) -> Self:
        return cls(
            part=delivery.part,
            code=delivery.asked_as,
            state=delivery.state,
            step=delivery.step,
            warehouse=warehouse.code,
            warehouse_name=warehouse.name,
            lines=None if delivery.lines is None else dict(delivery.lines),
            changed_at=delivery.changed_at,
        )


class DeliveryPartsOut(BaseModel):
    """`told_in`: what one parcel of its channel may be told to hold; the channel hears of whole
    `lines` when their last unit left, of a `whole` order when everything did. `together`: the
    numbers of orders that travel as one, this one too."""

    told_in: Parts
    items: list[DeliveryPartOut]
    together: list[str]

    @classmethod
    def of(cls, shown: Shown) -> Self:
        return cls(
            told_in=shown.told_in,
            items=[DeliveryPartOut.of(*one) for one in shown.parts],
            together=list(shown.together),
        )
