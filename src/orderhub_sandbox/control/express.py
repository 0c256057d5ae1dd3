"""Control: what the tracking service was asked, parcels it moves, how it behaves."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from orderhub_sandbox.control.access import world_of
from orderhub_sandbox.express import pushing
from orderhub_sandbox.express.desk import Followed, Line
from orderhub_sandbox.world import World

router = APIRouter(prefix="/_control/express")
TheWorld = Annotated[World, Depends(world_of)]
Count = Annotated[int, Field(ge=1, le=100)]


class Manners(BaseModel):
    """What is not named stays."""

    model_config = ConfigDict(extra="forbid")

    down: bool | None = None
    drop_answers: int | None = Field(default=None, ge=0)
    push_first: bool | None = None
    moves_per_minute: float | None = Field(default=None, ge=0, le=6000)
    asks_phone: list[str] | None = None


class Move(BaseModel):
    """A new line of a number's route and its push. `times` repeats the push, `late_seconds` lets
    the line have happened so long ago, `older_last` pushes the route without its newest line
    after the whole one, `forged` signs with another salt, `status` and `message` end the
    subscription, `silent` pushes nothing."""

    model_config = ConfigDict(extra="forbid")

    num: str
    state: str | None = None
    context: str = "快件在途"
    times: Count = 1
    late_seconds: int = 0
    older_last: bool = False
    forged: bool = False
    silent: bool = False
    status: str = ""
    message: str = ""


class Stray(BaseModel):
    """A push about a number that nobody subscribed to, signed as those of `like`."""

    model_config = ConfigDict(extra="forbid")

    num: str
    like: str
    state: str = "0"
    context: str = "快件在途"


@router.get("")
def known(world: TheWorld) -> dict[str, object]:
    """Numbers followed, calls counted, pushes sent with their answers, pushes that wait."""
    desk = world.express
    followed = [
        {
            "num": one.num,
            "com": one.com,
            "phone": one.phone,
            "over": one.over,
            "states": [line.state for line in one.route],
        }
        for one in desk.followed.values()
    ]
    waiting = [{"num": one.num, "tries": one.tries} for one in desk.waiting]
    return {"followed": followed, "asked": desk.asked, "sent": desk.sent, "waiting": waiting}


@router.post("/manners", status_code=204)
def behave(wish: Manners, world: TheWorld) -> None:
    for name, value in wish.model_dump(exclude_none=True).items():
        setattr(world.express, name, value)


@router.post("/move")
async def move(wish: Move, world: TheWorld) -> dict[str, object]:
    """The answers to the pushes, in the order they were sent."""
    one = _followed(world, wish.num)
    if wish.state is not None:
        at = world.clock.now() - wish.late_seconds
        one.route.append(Line(at, wish.context, wish.state))
    if wish.silent:
        return {"answers": []}
    if wish.forged:
        param = pushing.param_of(one, "polling")
        return {"answers": [await pushing.send(one, param, "another-salt")]}
    answers = [
        await pushing.push(world, wish.num, status=wish.status, message=wish.message)
        for _ in range(wish.times)
    ]
    if wish.older_last:
        answers.append(await pushing.push(world, wish.num, lines=len(one.route) - 1))
    return {"answers": answers}


@router.post("/stray")
async def stray(wish: Stray, world: TheWorld) -> dict[str, object]:
    """The answer to a push about a number that nobody subscribed to."""
    like = _followed(world, wish.like)
    line = Line(world.clock.now(), wish.context, wish.state)
    one = Followed(wish.num, like.com, like.callback, like.salt, "", [line])
    return {"answers": [await pushing.send(one, pushing.param_of(one, "polling"), like.salt)]}


@router.post("/again")
async def again(world: TheWorld) -> dict[str, int]:
    """Pushes that wait go out as if their half hour were over."""
    later = world.clock.now() + pushing.RETRY_SECONDS
    return {"sent": await pushing.push_again(world, now=later)}


def _followed(world: World, num: str) -> Followed:
    if num not in world.express.followed:
        raise HTTPException(404, f"nobody subscribed to {num!r}")
    return world.express.followed[num]
