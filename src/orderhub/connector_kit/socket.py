"""A channel's WebSocket: verified TLS, bounded frames, a closed line is ChannelUnavailable."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from orderhub.connector_kit.contract import HttpCall, Socket
from orderhub.connector_kit.network import network_code
from orderhub.kernel.errors import ChannelUnavailable

FRAME_BYTES = 1024 * 1024


class OpenSocket:
    """A `Socket` over websockets."""

    __slots__ = ("_line", "_now")

    def __init__(self, line: ClientConnection, now: Callable[[], datetime]) -> None:
        self._line = line
        self._now = now

    def now(self) -> datetime:
        return self._now()

    async def send(self, frame: str) -> None:
        try:
            await self._line.send(frame)
        except (WebSocketException, OSError) as error:
            raise ChannelUnavailable(type(error).__name__) from None

    async def receive(self, within_s: float) -> str | None:
        try:
            async with asyncio.timeout(within_s):
                frame = await self._line.recv()
        except TimeoutError:
            return None
        except (WebSocketException, OSError) as error:
            raise ChannelUnavailable(type(error).__name__) from None
        return frame if isinstance(frame, str) else frame.decode(errors="replace")


@asynccontextmanager
async def open_socket(
    call: HttpCall, connect_s: float, trusted: ssl.SSLContext, now: Callable[[], datetime]
) -> AsyncGenerator[Socket]:
    """The line to `call.url` (ws or wss) for the block. Raises ChannelUnavailable."""
    try:
        line = await connect(
            call.url,
            additional_headers=dict(call.headers),
            open_timeout=connect_s,
            max_size=FRAME_BYTES,
            ssl=trusted if call.url.startswith("wss:") else None,
            proxy=None,
        )
    except (WebSocketException, OSError, TimeoutError) as error:
        raise ChannelUnavailable(type(error).__name__, channel_code=network_code(error)) from None
    try:
        yield OpenSocket(line, now)
    finally:
        await line.close()
