"""The hub's API with the made-up channel, on the socket it is given, until it is killed.

`FAULT=answer_first` plants the bug of answering a notice before it is committed.
"""

import asyncio
import os
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn

from orderhub.apps.api import create_app
from orderhub.infra.settings import load_settings
from tests.support import madeup

FAULT = os.environ.get("FAULT", "")
LATE_S = 0.2


class AnswerFirst:
    """Says 200 to every notice, then lets the app work on it."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        message = await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})
        task = asyncio.create_task(self._late(scope, message))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _late(self, scope: Any, message: Any) -> None:
        await asyncio.sleep(LATE_S)

        async def receive() -> Any:
            return message

        async def send(_message: Any) -> None:
            return

        await self.app(scope, receive, send)


def main(url: str, home: str, descriptor: int) -> None:
    madeup.register()
    app: Any = create_app(load_settings(home=Path(home), database_url=url))
    served = AnswerFirst(app) if FAULT == "answer_first" else app
    config = uvicorn.Config(served, log_level="error", lifespan="on")
    listener = socket.socket(fileno=descriptor)
    asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
