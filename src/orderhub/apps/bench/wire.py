"""HTTP/1.1 at its barest for benches: a sender and a receiver that take next to no CPU."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

OK = range(200, 300)
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
KEPT_S = 2.0
"""A line that rested longer is not used again: its server closes it after five seconds."""
Heard = Callable[[bytes, float], None]
"""A body, and the moment (`time.perf_counter`) when it was whole."""


@dataclass(slots=True)
class Sender:
    """Posts JSON to one path over as many kept connections as are needed at once."""

    host: str
    port: int
    path: str
    headers: Mapping[str, str] = field(repr=False)
    _free: list[tuple[float, Line]] = field(default_factory=list[tuple[float, Line]])

    async def post(self, body: bytes) -> int:
        """The status of the answer; OSError or EOFError when there was none."""
        reader, writer = line = self._rested() or await self._open()
        told = {**self.headers, "content-length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        writer.write(f"POST {self.path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        first, length = await _head(reader)
        await reader.readexactly(length)
        self._free.append((time.monotonic(), line))
        return int(first.split(b" ", 2)[1])

    def close(self) -> None:
        for _, (_, writer) in self._free:
            writer.close()
        self._free.clear()

    def _rested(self) -> Line | None:
        """The line that was used last, if that is not too long ago; else none of them is good."""
        if self._free:
            since, line = self._free.pop()
            if time.monotonic() - since < KEPT_S:
                return line
            line[1].close()
            self.close()
        return None

    async def _open(self) -> Line:
        return await asyncio.open_connection(self.host, self.port)


@asynccontextmanager
async def receiver(heard: Heard) -> AsyncGenerator[str]:
    """A subscriber that says 204 to everything; gives its address."""

    lines = set[asyncio.StreamWriter]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.add(writer)
        try:
            while True:
                _, length = await _head(reader)
                body = await reader.readexactly(length)
                heard(body, time.perf_counter())
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        except (asyncio.IncompleteReadError, OSError):
            lines.discard(writer)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()
        for line in lines:
            line.close()
        await asyncio.sleep(0)  # what served them sees it


async def _head(reader: asyncio.StreamReader) -> tuple[bytes, int]:
    """First line and length of the body."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.lower().split(b"\r\n")
    sizes = [line.partition(b":")[2] for line in lines if line.startswith(b"content-length:")]
    return first, int(sizes[0]) if sizes else 0
