"""Builds the sandbox: a world, its platforms' wires and the control API."""

import random
import time

from fastapi import FastAPI

from orderhub_sandbox.control import orders, settings
from orderhub_sandbox.registry import PLATFORMS
from orderhub_sandbox.world import World


def open_world(seed: int, base_url: str) -> World:
    """Credentials and content follow the seed; order numbers follow the start time."""
    rng = random.Random(seed)  # noqa: S311 - invented data, nothing secret
    shops = {name: platform.open_shops(rng) for name, platform in PLATFORMS.items()}
    serial = (int(time.time()) - 1_700_000_000) * 1000
    return World(base_url=base_url, seed=seed, shops=shops, serial=serial, rng=rng)


def build_app(world: World) -> FastAPI:
    """The application of one world."""
    app = FastAPI(title="OrderHub sandbox", docs_url="/_control/docs", openapi_url="/_control/openapi.json")
    app.state.world = world
    for platform in PLATFORMS.values():
        platform.serve(app, world)
    app.include_router(settings.router)
    app.include_router(orders.router)
    return app
