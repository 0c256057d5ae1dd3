"""Builds the sandbox: a world, its platforms' wires and the control API."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from orderhub_sandbox.control import (
    cases,
    ciphers,
    egress,
    erp,
    express,
    faults,
    goods,
    notices,
    orders,
    raw,
    receivers,
    reset,
    settings,
    traffic,
    warehouse,
    website,
)
from orderhub_sandbox.erp.wire import router as erp_lists
from orderhub_sandbox.express.moving import keep_moving
from orderhub_sandbox.express.wire import router as following
from orderhub_sandbox.notices import announce
from orderhub_sandbox.posting import keep_posting
from orderhub_sandbox.receivers.routes import router as receiving
from orderhub_sandbox.registry import PLATFORMS
from orderhub_sandbox.shops import widen
from orderhub_sandbox.traffic import keep_living
from orderhub_sandbox.warehouse.wire import router as warehousing
from orderhub_sandbox.warehouse.working import keep_working
from orderhub_sandbox.world import World

_NUMBERS_FROM = 1_700_000_000


def open_world(seed: int, base_url: str, least_shops: int = 0) -> World:
    """Credentials and content follow the seed; order numbers follow the start time. Every platform
    that is polled has `least_shops` or more."""
    rng = random.Random(seed)  # noqa: S311 - invented data, nothing secret
    shops = {
        name: widen(platform.open_shops(rng), least_shops) for name, platform in PLATFORMS.items()
    }
    serial = (int(time.time()) - _NUMBERS_FROM) * 1000
    world = World(base_url=base_url, seed=seed, shops=shops, serial=serial, rng=rng)
    for platform in PLATFORMS.values():
        if platform.notices:
            for shop in shops[platform.name]:
                announce(world, platform.notices, shop)
    return world


def build_app(world: World) -> FastAPI:
    """The application of one world."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        lives = [platform.live(world) for platform in PLATFORMS.values() if platform.live]
        posts = [
            keep_posting(world, platform.notices, shop)
            for platform in PLATFORMS.values()
            if platform.notices and platform.notices.post
            for shop in world.shops[platform.name]
        ]
        own = (keep_living(world, PLATFORMS), keep_working(world), keep_moving(world))
        tasks = [asyncio.create_task(life) for life in (*lives, *posts, *own)]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    app = FastAPI(
        title="OrderHub sandbox",
        lifespan=lifespan,
        docs_url="/_control/docs",
        openapi_url="/_control/openapi.json",
    )
    app.state.world = world
    for platform in PLATFORMS.values():
        platform.serve(app, world)
    app.include_router(receiving)
    app.include_router(warehousing)
    app.include_router(following)
    app.include_router(erp_lists)
    of_shops = (website, ciphers, raw, goods, cases, notices, orders)
    for module in (
        settings,
        egress,
        reset,
        faults,
        traffic,
        receivers,
        warehouse,
        express,
        erp,
        *of_shops,
    ):
        app.include_router(module.router)
    return app
