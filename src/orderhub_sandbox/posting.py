"""Pushes a shop's messages over HTTP to its target until they are acknowledged."""

import asyncio
import secrets
from collections.abc import Sequence

import httpx

from orderhub_sandbox.notices import Notices, Post, due, place_of, secret_of
from orderhub_sandbox.outbox import Message, Target
from orderhub_sandbox.outside import open_client
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_MOST_AT_ONCE = 100
_LONGEST_PAUSE_SECONDS = 5.0


async def keep_posting(world: World, notices: Notices, shop: Shop) -> None:
    """Serves one shop for the life of the sandbox; pauses grow while nobody acknowledges."""
    box, pause = shop.outbox, 0.0
    async with open_client() as client:
        while True:
            done = await post_due(client, world, notices, shop)
            if done is None:
                await box.stirred.wait()
            pause = 0.0 if done is not False else min(_LONGEST_PAUSE_SECONDS, max(0.2, pause * 2))
            await asyncio.sleep(pause)


async def post_due(
    client: httpx.AsyncClient, world: World, notices: Notices, shop: Shop
) -> bool | None:
    """Pushes what is due once: True when all was acknowledged, None when there was nothing."""
    box = shop.outbox
    async with box.sending:
        box.stirred.clear()
        target, build = box.target, notices.post
        if target is None or build is None:
            return None
        messages = due(world, shop, _MOST_AT_ONCE)
        secret = secret_of(shop, target)
        for first in range(0, len(messages), notices.most):
            part = messages[first : first + notices.most]
            if world.faults.take("F29", place_of(shop)):
                forged = build(world, shop, part, secrets.token_hex(16))
                await _send(client, world, target, forged, (shop, part, "forged"))
            post = build(world, shop, part, secret)
            reply = await _send(client, world, target, post, (shop, part, "true"))
            if reply is None or not notices.acknowledged(reply.status_code, reply.content):
                box.back(messages[first:])
                return False
            box.confirm(message.message_no for message in part)
        return True if messages else None


async def _send(
    client: httpx.AsyncClient,
    world: World,
    target: Target,
    post: Post,
    about: tuple[Shop, Sequence[Message], str],
) -> httpx.Response | None:
    shop, messages, signed = about
    url = f"{target.url}{'&' if '?' in target.url else '?'}{post.query}"
    try:
        reply = await client.post(
            url if post.query else target.url, content=post.body, headers=dict(post.headers)
        )
    except httpx.HTTPError:
        reply = None
    status = reply.status_code if reply is not None else 0
    world.calls.count(shop.channel, "notice", f"hub:{status}")
    shop.outbox.answered(
        {
            "messages": [message.message_no for message in messages],
            "signed": signed,
            "status": status,
            "body": reply.text[:500] if reply is not None else "",
        }
    )
    return reply
