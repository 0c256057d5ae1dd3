"""Routes go out (channels reference §10.2): the whole route each time, repeated until success."""

import hashlib
import json
from typing import Any

import httpx

from orderhub_sandbox.clock import local_text
from orderhub_sandbox.express.desk import RETRY_SECONDS, TRIES, Followed, Line, Waiting
from orderhub_sandbox.outside import open_client
from orderhub_sandbox.world import World

ENDED = frozenset({"3", "4"})


def signature(param: str, salt: str) -> str:
    """Upper-case MD5 over the text as it is and the salt."""
    return hashlib.md5((param + salt).encode(), usedforsecurity=False).hexdigest().upper()


def param_of(one: Followed, status: str, message: str = "", lines: int | None = None) -> str:
    """The message about a number; `lines` of its route, newest first, all of them by default."""
    route = one.route[:lines]
    result = result_of(one, route)
    told = {
        "status": status,
        "billstatus": "check" if result["state"] == "3" else "got",
        "message": message,
        "autoCheck": "0",
        "comOld": "",
        "comNew": "",
        "lastResult": result,
    }
    return json.dumps(told, ensure_ascii=False)


def result_of(one: Followed, route: list[Line]) -> dict[str, Any]:
    """A route as pushes and queries tell it (reference §10.1)."""
    state = route[-1].state if route else "0"
    return {
        "message": "ok",
        "nu": one.num,
        "com": one.com,
        "ischeck": "1" if state == "3" else "0",
        "status": "200",
        "state": state,
        "data": [_row(line) for line in reversed(route)],
    }


async def push(
    world: World, num: str, *, status: str = "", message: str = "", lines: int | None = None
) -> dict[str, Any]:
    """One push about the number; one that is not answered with success waits for its next try."""
    one = world.express.followed[num]
    if not status:
        ended = one.route and one.route[-1].state in ENDED and lines is None
        status = "shutdown" if ended else "polling"
    one.over = one.over or status in ("shutdown", "abort")
    param = param_of(one, status, message, lines)
    answer = await send(one, param, one.salt)
    world.express.sent.append({"num": num, "status": status, "answer": answer})
    if not _taken(answer):
        due = world.clock.now() + RETRY_SECONDS
        world.express.waiting.append(Waiting(num, param, due, 1))
    return answer


async def push_again(world: World, *, now: int) -> int:
    """What waits and is due goes out again, three times at most; how many went out."""
    due = [one for one in world.express.waiting if one.due <= now]
    for one in due:
        world.express.waiting.remove(one)
        followed = world.express.followed[one.num]
        answer = await send(followed, one.param, followed.salt)
        world.express.sent.append({"num": one.num, "status": "again", "answer": answer})
        if not _taken(answer) and one.tries + 1 < TRIES:
            again = Waiting(one.num, one.param, now + RETRY_SECONDS, one.tries + 1)
            world.express.waiting.append(again)
    return len(due)


async def send(one: Followed, param: str, salt: str) -> dict[str, Any]:
    """Post the form; what was answered (status 0: nothing)."""
    form = {"param": param}
    if salt:
        form["sign"] = signature(param, salt)
    try:
        async with open_client() as client:
            reply = await client.post(one.callback, data=form)
    except httpx.HTTPError:
        return {"status": 0, "body": ""}
    return {"status": reply.status_code, "body": reply.text[:500]}


def _row(line: Line) -> dict[str, str]:
    at = local_text(line.at)
    return {"time": at, "ftime": at, "context": line.context, "statusCode": line.state}


def _taken(answer: dict[str, Any]) -> bool:
    try:
        told = json.loads(answer["body"])
    except ValueError:
        return False
    return answer["status"] == 200 and told.get("result") is True  # noqa: PLR2004
