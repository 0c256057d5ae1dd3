"""Control: where a platform pushes its messages, and what became of them."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from pydantic import AnyHttpUrl, BaseModel

from orderhub_sandbox.control.access import platform_of, shop_named, world_of
from orderhub_sandbox.notices import Notices
from orderhub_sandbox.outbox import Message, Target
from orderhub_sandbox.outside import open_client
from orderhub_sandbox.posting import post_due
from orderhub_sandbox.world import World

router = APIRouter(prefix="/_control/{channel}/{shop}")
TheWorld = Annotated[World, Depends(world_of)]


class TargetRequest(BaseModel):
    """Without a secret the platform's own (the app's) signs."""

    url: AnyHttpUrl
    secret: str = ""


@router.post("/target", status_code=204)
def set_target(channel: str, shop: str, wish: TargetRequest, world: TheWorld) -> None:
    """From now on every change of this shop leaves a message, which is pushed there."""
    if _notices(channel).post is None:
        raise HTTPException(409, f"{channel} pushes nothing over HTTP")
    box = shop_named(world, channel, shop).outbox
    box.listening, box.target = True, Target(str(wish.url), wish.secret)
    box.stirred.set()


@router.delete("/target", status_code=204)
def forget_target(channel: str, shop: str, world: TheWorld) -> None:
    box = shop_named(world, channel, shop).outbox
    box.listening, box.target = False, None


@router.get("/messages")
def messages(channel: str, shop: str, world: TheWorld) -> dict[str, object]:
    """What waits, what was handed out without being confirmed, and the answers to pushes."""
    box = shop_named(world, channel, shop).outbox
    return {
        "listening": box.listening,
        "waiting": [_shown(message) for message in box.waiting],
        "given": [_shown(message) for message, _ in box.given.values()],
        "confirmed": box.confirmed,
        "answers": box.answers,
    }


@router.post("/messages/again", status_code=204)
def again(channel: str, shop: str, world: TheWorld) -> None:
    """What was handed out and not confirmed waits again, as if its ten minutes were over."""
    box = shop_named(world, channel, shop).outbox
    box.back([message for message, _ in box.given.values()])


@router.post("/messages/push")
async def push(channel: str, shop: str, world: TheWorld) -> dict[str, object]:
    """Pushes until nothing is due or a push is not acknowledged; answers as `GET messages`."""
    notices, seller = _notices(channel), shop_named(world, channel, shop)
    async with open_client() as client:
        while await post_due(client, world, notices, seller):
            pass
    return messages(channel, shop, world)


def _notices(channel: str) -> Notices:
    notices = platform_of(channel).notices
    if notices is None:
        raise HTTPException(409, f"{channel} has no messages here")
    return notices


def _shown(message: Message) -> dict[str, object]:
    return {
        "message_no": message.message_no,
        "event": message.event,
        "topic": message.topic,
        "external_no": message.external_no,
        "case_no": message.case_no,
    }
