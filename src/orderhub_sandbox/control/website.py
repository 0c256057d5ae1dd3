"""Control: where a website shop pushes, pushing now, what waits."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from pydantic import AnyHttpUrl, BaseModel

from orderhub_sandbox.control.access import order_numbered, shop_named, world_of
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.website.desk import Batch, PushDesk, Target
from orderhub_sandbox.website.push import (
    MOST_ORDERS,
    deliver,
    make_batch,
    open_client,
    push_once,
    sign,
)
from orderhub_sandbox.world import World

router = APIRouter(prefix="/_control/website/{shop}")
TheWorld = Annotated[World, Depends(world_of)]


class TargetRequest(BaseModel):
    """Without secret and key the shop's own webhook secret signs."""

    url: AnyHttpUrl
    secret: str | None = None
    api_key: str | None = None


class PushRequest(BaseModel):
    """Order numbers to push now; null is everything that waits."""

    orders: list[str] | None = None


@router.post("/target", status_code=204)
def set_target(shop: str, wish: TargetRequest, world: TheWorld) -> None:
    """From now on every new and changed order of this shop is pushed there."""
    desk = _desk(world, shop)
    secret = wish.secret or desk.secret
    try:
        sign(secret, "msg_trial", 0, b"")
    except ValueError as error:
        raise HTTPException(422, "secret must be whsec_ and base64") from error
    desk.target = Target(str(wish.url), secret, wish.api_key)
    desk.stirred.set()


@router.delete("/target", status_code=204)
def forget_target(shop: str, world: TheWorld) -> None:
    _desk(world, shop).target = None


@router.post("/push")
async def push(shop: str, wish: PushRequest, world: TheWorld) -> dict[str, list[Row]]:
    """Pushes once and returns what the hub answered to each batch."""
    seller, desk = shop_named(world, "website", shop), _desk(world, shop)
    if desk.target is None:
        raise HTTPException(409, "this shop has no target yet")
    answers: list[Row] = []
    async with open_client() as client:
        if wish.orders is None:
            while (desk.waiting or desk.unanswered) and not _stuck(answers):
                answer = await push_once(client, world, seller, desk)
                answers += [answer] if answer else []
            return {"answers": answers}
        for number in wish.orders:
            order_numbered(seller, number)
        for first in range(0, len(wish.orders), MOST_ORDERS):
            batch = make_batch(world, seller, wish.orders[first : first + MOST_ORDERS])
            answers.append(await deliver(client, world, desk.target, batch))
    return {"answers": answers}


@router.get("/pending")
def pending(shop: str, world: TheWorld) -> dict[str, object]:
    """Orders that wait, pushes without an answer, pushes the hub refused."""
    desk = _desk(world, shop)
    return {
        "waiting": list(desk.waiting),
        "unanswered": [_shown(batch) for batch in desk.unanswered],
        "refused": [_shown(batch) for batch in desk.refused],
    }


def _desk(world: World, shop: str) -> PushDesk:
    desk = shop_named(world, "website", shop).desk
    if desk is None:
        raise HTTPException(404, "this shop does not push")
    return desk


def _stuck(answers: list[Row]) -> bool:
    return bool(answers) and answers[-1]["status"] in (0, 429, 500, 502, 503, 504)


def _shown(batch: Batch) -> Row:
    return {
        "key": batch.key,
        "orders": list(batch.numbers),
        "attempts": batch.attempts,
        "last_answer": batch.last_answer,
    }
