"""Delivers website orders to the hub: signed, repeated with the same key until answered."""

import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import Sequence

import httpx
import orjson

from orderhub_sandbox.faults import CallPlace
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.outside import open_client
from orderhub_sandbox.row_faults import spoil_rows
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.website.desk import Batch, PushDesk, Target, new_key
from orderhub_sandbox.website.rows import FIELDS, order_row
from orderhub_sandbox.world import World

MOST_ORDERS = 100
_LONGEST_PAUSE_SECONDS = 5.0
_TOO_MANY = 429
_CLIENT_ERROR = 400
_SERVER_ERROR = 500


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Standard Webhooks `v1` signature; the secret is `whsec_` and base64."""
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def make_batch(world: World, shop: Shop, numbers: Sequence[str]) -> Batch:
    """The orders as they are now; row and body faults strike here."""
    rows: list[Row] = [
        order_row(order) for number in numbers if (order := shop.book.find(number)) is not None
    ]
    place = _place(shop)
    spoil_rows(world, place, FIELDS, rows)
    body = orjson.dumps({"orders": rows})
    if world.faults.take("F8", place):
        body = body[: len(body) // 2]
    if world.faults.take("F9", place):
        body = body[:-4] + b"\xff\xfe\xc3\x28" + body[-4:]
    return Batch(new_key(), body, tuple(numbers))


async def deliver(client: httpx.AsyncClient, world: World, target: Target, batch: Batch) -> Row:
    """One attempt: `{"key", "status" (0 = no answer), "body", "retry_after"}`."""
    batch.attempts += 1
    try:
        reply = await client.post(
            target.url, content=batch.body, headers=_headers(world, target, batch)
        )
    except httpx.HTTPError as error:
        batch.last_answer = f"no answer: {error!r}"
        return {
            "key": batch.key,
            "status": 0,
            "body": batch.last_answer,
            "retry_after": None,
        }
    batch.last_answer = f"{reply.status_code} {reply.text[:500]}"
    try:
        body = reply.json()
    except ValueError:
        body = reply.text
    retry_after = reply.headers.get("Retry-After")
    return {
        "key": batch.key,
        "status": reply.status_code,
        "body": body,
        "retry_after": retry_after,
    }


async def push_once(
    client: httpx.AsyncClient, world: World, shop: Shop, desk: PushDesk
) -> Row | None:
    """The oldest unanswered batch, else the waiting orders; None when there is nothing to do."""
    target = desk.target
    if target is None:
        return None
    if not desk.unanswered:
        numbers = desk.take(MOST_ORDERS)
        if not numbers:
            return None
        desk.unanswered.append(make_batch(world, shop, numbers))
    batch = desk.unanswered[0]
    answer = await deliver(client, world, target, batch)
    _settle(desk, batch, int(str(answer["status"])))
    world.calls.count("website", "push", f"hub:{answer['status']}")
    if batch.attempts == 1 and world.faults.take("F10", _place(shop)):
        await deliver(client, world, target, batch)
    return answer


async def keep_pushing(world: World, shop: Shop, desk: PushDesk) -> None:
    """Serves one desk for the life of the sandbox; pauses grow while the hub does not answer."""
    pause = 0.0
    async with open_client() as client:
        while True:
            if pause == 0 and (desk.target is None or not (desk.waiting or desk.unanswered)):
                desk.stirred.clear()
                await desk.stirred.wait()
            answer = await push_once(client, world, shop, desk)
            if answer is None or not _unanswered(int(str(answer["status"]))):
                pause = 0.0
                continue
            pause = min(_LONGEST_PAUSE_SECONDS, max(0.2, pause * 2))
            asked = str(answer["retry_after"] or "")
            await asyncio.sleep(float(asked) if asked.isdigit() else pause)


def _unanswered(status: int) -> bool:
    return status in (0, _TOO_MANY) or status >= _SERVER_ERROR


def _settle(desk: PushDesk, batch: Batch, status: int) -> None:
    if _unanswered(status) or batch not in desk.unanswered:
        return
    desk.unanswered.remove(batch)
    if status >= _CLIENT_ERROR:  # repeating cannot help
        desk.refused.append(batch)


def _place(shop: Shop) -> CallPlace:
    return CallPlace("website", "push", shop.app.key, shop.name, shop.index)


def _headers(world: World, target: Target, batch: Batch) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Idempotency-Key": batch.key}
    if target.api_key:
        return {**headers, "Authorization": f"Bearer {target.api_key}"}
    timestamp = int(time.time()) + world.clock.offset_seconds
    return {
        **headers,
        "webhook-id": batch.key,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(target.secret, batch.key, timestamp, batch.body),
    }
