"""The path every platform call takes: read, faults, admission, answer, faults, count."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate

import orjson
from fastapi import Request, Response

from orderhub_sandbox.answer_faults import after_answer, after_write, before_answer
from orderhub_sandbox.cases import Case
from orderhub_sandbox.faults import CallPlace
from orderhub_sandbox.orders import Order
from orderhub_sandbox.paging import Page, after_list
from orderhub_sandbox.refusals import Refuse, Refused, Struck
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One call as received; `shop` is None when its token was never issued here. `url` without its
    query, `ids` out of the path, `headers` by names in lower case, where a platform needs them."""

    place: CallPlace
    params: Mapping[str, str]
    shop: Shop | None
    verb: str
    address: str
    url: str = ""
    ids: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    content: bytes = b""


@dataclass(slots=True)
class Answer:
    """A body to send; `page` is set for list answers, after which rows may move; `wrote` when the
    call changed something, so that its answer may get lost; `bare` is a list to send without an
    object around it."""

    body: Mapping[str, object]
    page: Page[Order] | Page[Case] | None = None
    wrote: bool = False
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    bare: Sequence[Mapping[str, object]] | None = None


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one platform reads, admits, answers and refuses calls."""

    channel: str
    read: Callable[[World, Request, bytes], Call]
    admit: Callable[[World, Call], None]
    answer: Callable[[World, Call], Answer]
    refuse: Refuse


async def serve(world: World, dialect: Dialect, request: Request) -> Response:
    """Answers one platform call; every outcome is counted."""
    call = dialect.read(world, request, await request.body())
    world.faults.take("F15", call.place)
    try:
        await before_answer(world, dialect.refuse, call.place, call.shop, request)
        dialect.admit(world, call)
        answer = dialect.answer(world, call)
        if answer.wrote:
            await after_write(world, call.place, request)
        body = orjson.dumps(answer.body if answer.bare is None else answer.bare)
        outcome, response = after_answer(world, call.place, body)
        response.status_code = answer.status
        response.headers.update(answer.headers)
    except Refused as refused:
        answer, outcome = None, f"error:{refused.code}"
        response = json_response(orjson.dumps(refused.answer), refused.status, refused.headers)
    except Struck as struck:
        answer, outcome, response = None, f"fault:{struck.kind}", struck.response
    world.calls.count(call.place.channel, call.place.method, outcome)
    if answer and answer.page and call.shop:
        after_list(world, call.place, call.shop, answer.page)
    response.headers["Date"] = formatdate(world.now(dialect.channel), usegmt=True)
    return response


def json_response(
    body: bytes, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """JSON bytes with the content type platforms send."""
    return Response(body, status, dict(headers or {}), "application/json;charset=UTF-8")
