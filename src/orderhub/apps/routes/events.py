"""Live events for screens: Server-Sent Events, one stream per browser."""

import asyncio
from collections.abc import AsyncGenerator

import orjson
from fastapi import Request
from fastapi.responses import StreamingResponse

from orderhub.access.facade import Actor, CurrentActor, authenticate, policy
from orderhub.apps.live_feed import LiveFeed, Notice
from orderhub.infra import clock
from orderhub.infra.http import Router
from orderhub.kernel.errors import HubError

router = Router(tags=["live"])
HEARTBEAT_S = 15.0
RECONNECT_MS = 2000


@router.get(
    "/events",
    dependencies=[policy.signed_in],
    summary="Stream of what changed",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "Until closed."}},
)
async def events(request: Request, actor: CurrentActor) -> StreamingResponse:
    """Events `orders`, `counts`, `runs`, `backfills`, `quarantine`, `shops`, `incidents`,
    `dependencies`, `stock`, `exceptions`, and `resync` (reload everything).

    Only shops in the caller's scope; ends when the session does; a heartbeat every 15 s.
    """
    feed: LiveFeed = request.app.state.live_feed

    async def stream() -> AsyncGenerator[bytes, None]:
        seen_by = actor
        clock_s = asyncio.get_running_loop().time
        checked_at = clock_s()
        async with feed.subscribed() as queue:
            yield f"retry: {RECONNECT_MS}\n\n".encode()
            while True:
                try:
                    # A busy stream is due for its check like a silent one.
                    wait_s = HEARTBEAT_S - (clock_s() - checked_at)
                    notice = await asyncio.wait_for(queue.get(), wait_s)
                except TimeoutError:
                    try:
                        seen_by = await authenticate(request, clock.now())
                    except HubError:
                        return
                    checked_at = clock_s()
                    yield b": heartbeat\n\n"
                    continue
                if notice is None:
                    return
                if concerns(notice, seen_by):
                    yield present(notice)

    return StreamingResponse(
        stream(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )


def concerns(notice: Notice, actor: Actor) -> bool:
    """Whether this actor may know: news of one shop is for those who see the shop."""
    shop_id = notice.get("shop_id")
    return not isinstance(shop_id, int) or actor.sees(shop_id)


def present(notice: Notice) -> bytes:
    """A notice in the form of the stream."""
    fields = {name: value for name, value in notice.items() if name != "topic"}
    return b"event: " + str(notice["topic"]).encode() + b"\ndata: " + orjson.dumps(fields) + b"\n\n"
