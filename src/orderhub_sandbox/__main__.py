"""Command line of the sandbox: binds loopback, says where, serves until told to stop."""

import argparse
import asyncio
import os
import socket
import sys

import orjson
import uvicorn

from orderhub_sandbox.app import build_app, open_world
from orderhub_sandbox.credentials import credentials

_HOST = "127.0.0.1"


def main() -> None:
    """`python -m orderhub_sandbox`."""
    parent = os.getppid()
    options = _options()
    listener = socket.create_server((_HOST, options.port), backlog=512)
    # accepted connections inherit it; without it every small answer waits 40 ms for an ACK
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    address = f"http://{_HOST}:{listener.getsockname()[1]}"
    world = open_world(options.seed, address, options.shops)
    for shops in world.shops.values():
        for shop in shops:
            shop.plain_people = options.plain_people
    app = build_app(world)
    shown = orjson.dumps(credentials(world)).decode() if options.json else world.base_url
    sys.stdout.write(f"{shown}\n")
    sys.stdout.flush()
    config = uvicorn.Config(
        app,
        log_level="critical",
        date_header=False,
        timeout_graceful_shutdown=1,
    )
    asyncio.run(
        _serve(uvicorn.Server(config), listener, parent if options.die_with_parent else None)
    )


async def _serve(server: uvicorn.Server, listener: socket.socket, parent: int | None) -> None:
    async def watch_parent() -> None:
        while os.getppid() == parent:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(1)
        server.should_exit = True

    watcher = asyncio.create_task(watch_parent()) if parent else None
    await server.serve(sockets=[listener])
    if watcher:
        watcher.cancel()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="orderhub_sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8100, help="0 picks a free one")
    parser.add_argument("--json", action="store_true", help="print credentials as one JSON line")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shops", type=int, default=0, help="so many of each polled platform")
    parser.add_argument("--plain-people", action="store_true", help="no masking on TOP")
    parser.add_argument("--die-with-parent", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
