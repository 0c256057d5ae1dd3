"""Parts of an order on the wire."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field

from orderhub.connector_kit.contract import Parts
from orderhub.fulfilment.model.warehouses import DeliveryState, WaitsFor
from orderhub.fulfilment.service.splitting import PartShown, Shown, Wanted
from orderhub.infra.http import Body

LineNo = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[!-~]+$")]
Units = Annotated[int, Field(ge=1, le=100_000)]


class DeliveryPartIn(Body):
    """Units by line number; without a `warehouse` (its code) the one that serves the shop."""

    lines: dict[LineNo, Units] = Field(min_length=1, max_length=500)
    warehouse: Annotated[str, Field(min_length=1, max_length=50)] | None = None


class SplitIn(Body):
    """Every unit that can be split in exactly one part; one part is enough where others of the
    order left or are at a warehouse."""

    parts: list[DeliveryPartIn] = Field(min_length=1, max_length=9)

    def to_wanted(self) -> list[Wanted]:
        return [Wanted(part.lines, part.warehouse) for part in self.parts]


class DeliveryPartOut(BaseModel):
    """What a warehouse is asked under `code`, "" while it was not; part 0 is a whole order and
    names no lines. `left`: a parcel of it did; `waits_for`: what has to happen before the warehouse
    is asked, null where nothing has to; `trouble`: the code of a call to it that failed."""

    part: int
    code: str
    state: DeliveryState
    step: str
    warehouse: str
    warehouse_name: str
    lines: dict[str, int] | None
    changed_at: datetime
    left: bool
    waits_for: WaitsFor | None
    trouble: str

    @classmethod
    def of(cls, shown: PartShown) -> Self:
        asked = shown.asked
        return cls(
            part=asked.part,
            code=asked.asked_as,
            state=asked.state,
            step=asked.step,
            warehouse=shown.warehouse.code,
            warehouse_name=shown.warehouse.name,
            lines=None if asked.lines is None else dict(asked.lines),
            changed_at=asked.changed_at,
            left=shown.left,
            waits_for=shown.waits_for,
            trouble=shown.trouble,
        )


class DeliveryPartsOut(BaseModel):
    """`told_in`: what one parcel of its channel may be told to hold; the channel hears of whole
    `lines` when their last unit left, of a `whole` order when everything did. `waits_for` is of an
    order that no warehouse was asked for; `free`: units by line number that can be split, `blocked`
    why they cannot: `no_warehouse`, `at_warehouse`, `moved_on`, `is_merged`, `one_unit`, else "".
    `together`: the numbers of orders that travel as one, this one too."""

    told_in: Parts
    items: list[DeliveryPartOut]
    together: list[str]
    waits_for: WaitsFor | None
    free: dict[str, int]
    blocked: str

    @classmethod
    def of(cls, shown: Shown) -> Self:
        return cls(
            told_in=shown.told_in,
            items=[DeliveryPartOut.of(one) for one in shown.items],
            together=list(shown.together),
            waits_for=shown.waits_for,
            free=dict(shown.free),
            blocked=shown.blocked,
        )
