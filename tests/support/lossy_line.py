"""The line between a hub and its database, on which the answer to a commit can get lost."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL

SOCKET = ".s.PGSQL.5432"
CHUNK = 65_536
TELLS = b"INSERT INTO outbox"  # a change that others are told of
READY = b"Z\x00\x00\x00\x05I"  # the server is done, and in no transaction


@dataclass
class LossyLine:
    """`loses`: after the next commit of a change the line is cut before the answer; `lost` counts
    them."""

    far: Path
    loses: bool = False
    lost: int = 0
    carrying: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    def take(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """One connection of the hub."""
        task = asyncio.create_task(self._carry(near, back))
        self.carrying.add(task)
        task.add_done_callback(self.carrying.discard)

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, forth = await asyncio.open_unix_connection(str(self.far / SOCKET))
        cut = asyncio.Event()
        both = [
            asyncio.create_task(self._ask(near, forth, cut)),
            asyncio.create_task(self._answer(far, back, cut)),
        ]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            forth.close()
            back.close()

    async def _ask(
        self, near: asyncio.StreamReader, forth: asyncio.StreamWriter, cut: asyncio.Event
    ) -> None:
        is_change = False
        while said := await near.read(CHUNK):
            is_change |= TELLS in said
            if b"COMMIT" in said:
                if self.loses and is_change:
                    self.loses = False
                    cut.set()
                is_change = False
            forth.write(said)

    async def _answer(
        self, far: asyncio.StreamReader, back: asyncio.StreamWriter, cut: asyncio.Event
    ) -> None:
        while said := await far.read(CHUNK):
            if not cut.is_set():
                back.write(said)
            elif said.endswith(READY):
                self.lost += 1
                return


@asynccontextmanager
async def lossy_line(url: URL, folder: Path) -> AsyncGenerator[tuple[LossyLine, URL]]:
    """The line to the database at `url`, and the URL of its near end, in `folder`."""
    line = LossyLine(Path(str(url.query["host"])))
    serving = await asyncio.start_unix_server(line.take, folder / SOCKET)
    try:
        yield line, url.update_query_dict({"host": str(folder)})
    finally:
        serving.close()
        for task in list(line.carrying):
            task.cancel()
