"""Control: what the warehouse was given, parcels it lets out, how it behaves."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from orderhub_sandbox.control.access import world_of
from orderhub_sandbox.warehouse import messages
from orderhub_sandbox.warehouse.desk import SECRET, Given
from orderhub_sandbox.world import World

router = APIRouter(prefix="/_control/warehouse")
TheWorld = Annotated[World, Depends(world_of)]
Count = Annotated[int, Field(ge=1, le=1000)]


class Manners(BaseModel):
    """What is not named stays."""

    model_config = ConfigDict(extra="forbid")

    target: str | None = None
    down: bool | None = None
    refuses: Literal["", "7", "11", "22", "25", "31", "S005"] | None = None
    drop_answers: int | None = Field(default=None, ge=0)
    lose_replies: int | None = Field(default=None, ge=0)
    stuck_every: int | None = Field(default=None, ge=0)
    parcels_per_minute: float | None = Field(default=None, ge=0, le=6000)


class Package(BaseModel):
    model_config = ConfigDict(extra="forbid")

    waybill_no: str
    carrier: str = "SF"
    items: dict[str, Count] = Field(default_factory=dict[str, int])


class Parcels(BaseModel):
    """One confirm about an order. `times` repeats it with the same key, `late_seconds` lets it
    have happened so long ago, `forged` signs it with another secret."""

    model_config = ConfigDict(extra="forbid")

    code: str
    packages: list[Package] = Field(default_factory=list[Package])
    status: str = "DELIVERED"
    key: str | None = None
    times: Count = 1
    late_seconds: int = 0
    forged: bool = False


class Wish(BaseModel):
    """Confirms in this order, or the other way round."""

    model_config = ConfigDict(extra="forbid")

    confirms: list[Parcels]
    reverse: bool = False


class Step(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: str
    status: str


class Moved(BaseModel):
    """Signed quantities by SKU; `return_no` makes it a return parcel, `counted` a stock-take of
    what there is. `order_type`: the document that moved them; `inventory_type` of a return's."""

    model_config = ConfigDict(extra="forbid")

    items: dict[str, int]
    key: str | None = None
    times: Count = 1
    return_no: str = ""
    waybill_no: str = ""
    inventory_type: str = "ZP"
    counted: bool = False
    order_type: str = ""
    late_seconds: int = 0


@router.get("")
def known(world: TheWorld) -> dict[str, object]:
    """Orders given, calls counted, messages sent with their answers, answers that got lost."""
    desk = world.warehouse
    given = [
        {
            "code": one.code,
            "remote_no": one.remote_no,
            "items": one.items,
            "receiver": one.receiver,
            "state": one.state,
            "waybills": one.waybills,
        }
        for one in desk.given.values()
    ]
    lost = {"answers_lost": desk.answers_lost}
    return {"given": given, "asked": desk.asked, "sent": desk.sent, **lost}


@router.post("/manners", status_code=204)
def behave(wish: Manners, world: TheWorld) -> None:
    for name, value in wish.model_dump(exclude_none=True).items():
        setattr(world.warehouse, name, value)


@router.post("/confirm")
async def confirm(wish: Wish, world: TheWorld) -> dict[str, object]:
    """Sends confirms to the target; the answers in the order they were sent."""
    if not world.warehouse.target:
        raise HTTPException(422, "tell the warehouse a target first")
    answers: list[dict[str, object]] = []
    for one in reversed(wish.confirms) if wish.reverse else wish.confirms:
        key = one.key or world.warehouse.next_no("B")
        packages = [(p.carrier, p.waybill_no, p.items) for p in one.packages]
        at = world.clock.now() - one.late_seconds
        body = messages.confirm(one.code, key, packages, (one.status, at))
        secret = "forged" if one.forged else SECRET
        answers += [
            await messages.send(world, "deliveryorder.confirm", body, secret=secret)
            for _ in range(one.times)
        ]
        if (given := world.warehouse.given.get(one.code)) is not None:
            _let_out(given, one)
    return {"answers": answers}


def _let_out(given: Given, told: Parcels) -> None:
    for package in told.packages:
        given.left(package.waybill_no)
    if told.status == "DELIVERED":
        given.state = "shipped"


@router.post("/step")
async def step(wish: Step, world: TheWorld) -> dict[str, object]:
    """`orderprocess.report` with this status."""
    body = messages.progress(wish.code, wish.status, world.clock.now())
    return await messages.send(world, "orderprocess.report", body)


@router.post("/stock")
async def stock(wish: Moved, world: TheWorld) -> dict[str, object]:
    """`stockchange.report`, `inventory.report` of what was counted, or `returnorder.confirm` when a
    return is named."""
    key = wish.key or world.warehouse.next_no("S")
    at = world.clock.now() - wish.late_seconds
    if wish.return_no:
        method = "returnorder.confirm"
        body = messages.returned(
            key, wish.return_no, wish.waybill_no, wish.items, wish.inventory_type
        )
    elif wish.counted:
        method, body = "inventory.report", messages.counted(key, wish.items, at)
    else:
        method = "stockchange.report"
        body = messages.stock(key, wish.items, at, wish.order_type)
    return {"answers": [await messages.send(world, method, body) for _ in range(wish.times)]}
