"""Faults of a whole answer: refusals, outages, slow, cut and garbled bodies, lost tokens."""

import asyncio
import time
from collections.abc import AsyncIterator

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse

from orderhub_sandbox.faults import SILENT_AFTER_WRITE, CallPlace, Fault
from orderhub_sandbox.oauth_faults import slow_refresh
from orderhub_sandbox.refusals import Refuse, Refused, Struck
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_TOO_MANY = 429
_JSON = "application/json;charset=UTF-8"
_GATEWAY_PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1><hr>Tengine</body></html>"
_LOGIN_PAGE = "<!DOCTYPE html><html><head><title>登录</title></head><body>请先登录</body></html>"
_REFUSALS = {"F1": "address_blocked", "F2": "throttled", "F3": "daily_quota", "F25": "retired"}
_TOKEN_STATES = {"F17": "expired", "F19": "revoked"}


async def before_answer(
    world: World, refuse: Refuse, place: CallPlace, shop: Shop | None, request: Request
) -> None:
    """Lets the faults strike that come before any work is done. Raises Refused or Struck."""
    if fault := world.faults.take("F7", place):
        raise Struck("F7", await _hang(fault, request))
    if "refresh" in place.method:
        await slow_refresh(world, place.channel)
    address = request.client.host if request.client else ""
    _answer_instead(world, refuse, place, address)
    if shop is not None and shop.grant.state == "valid":
        for kind, state in _TOKEN_STATES.items():
            if world.faults.take(kind, place):
                shop.grant.state = state
        for fault in world.faults.armed():
            if fault.kind == "F18" and not fault.begun and fault.meets(place):
                fault.begun, shop.grant.state = True, "expired"


def _answer_instead(world: World, refuse: Refuse, place: CallPlace, address: str) -> None:
    if fault := world.faults.take("F4", place):
        status = fault.number("status", 502)
        raise Struck("F4", HTMLResponse(_GATEWAY_PAGE.format(f"{status} Bad Gateway"), status))
    if fault := world.faults.take("F5", place):
        if fault.text("shape", "html") == "html":
            raise Struck("F5", HTMLResponse(_LOGIN_PAGE))
        raise refuse("transient", "")
    for kind, refusal in _REFUSALS.items():
        if fault := world.faults.take(kind, place):
            detail = address if kind == "F1" else fault.text("seconds", "1")
            raise _refused(refuse(refusal, detail), fault)


async def after_write(world: World, place: CallPlace, request: Request) -> None:
    """What was asked is done, and no answer comes. Raises Struck."""
    if fault := world.faults.take(SILENT_AFTER_WRITE, place):
        raise Struck(SILENT_AFTER_WRITE, await _hang(fault, request))


def after_answer(world: World, place: CallPlace, body: bytes) -> tuple[str, Response]:
    """Outcome and response for a finished body; F6, F8 and F9 spoil its bytes."""
    if fault := world.faults.take("F6", place):
        return "fault:F6", _drip(fault, body)
    if fault := world.faults.take("F8", place):
        return "fault:F8", _cut(fault, body)
    if fault := world.faults.take("F9", place):
        return "fault:F9", _garble(fault, body)
    return "ok", Response(body, media_type=_JSON)


def _refused(refused: Refused, fault: Fault) -> Refused:
    refused.status = fault.number("status", refused.status)
    if refused.status == _TOO_MANY:
        refused.headers["Retry-After"] = fault.text("seconds", "1")
    return refused


async def _hang(fault: Fault, request: Request) -> Response:
    until = time.monotonic() + fault.number("seconds", 60)
    while time.monotonic() < until and not await request.is_disconnected():  # noqa: ASYNC110 - polled
        await asyncio.sleep(0.05)
    return Response(status_code=504)


def _drip(fault: Fault, body: bytes) -> Response:
    pause = 1 / max(fault.number("bytes_per_second", 1), 1)

    async def one_by_one() -> AsyncIterator[bytes]:
        for position in range(len(body)):
            yield body[position : position + 1]
            await asyncio.sleep(pause)

    return StreamingResponse(one_by_one(), media_type=_JSON)


def _cut(fault: Fault, body: bytes) -> Response:
    half = body[: len(body) // 2]
    if fault.text("shape", "connection") == "body":
        return Response(half, media_type=_JSON)

    async def first_half() -> AsyncIterator[bytes]:
        yield half

    # promises more than it sends, so the server drops the connection in mid-body
    headers = {"Content-Length": str(len(body))}
    return StreamingResponse(first_half(), headers=headers, media_type=_JSON)


def _garble(fault: Fault, body: bytes) -> Response:
    match fault.text("shape", "invalid_utf8"):
        case "gbk":
            garbled = body.decode().encode("gbk", errors="replace")
            return Response(garbled, media_type=_JSON)
        case "broken_gzip":
            garbled = b"\x1f\x8b\x08\x00" + body[:64]
            return Response(garbled, headers={"Content-Encoding": "gzip"}, media_type=_JSON)
        case _:
            middle = len(body) // 2
            return Response(body[:middle] + b"\xff\xfe\xc3\x28" + body[middle:], media_type=_JSON)
