"""The website as one entry of the sandbox's registry."""

import asyncio
import base64
import random
from collections.abc import Sequence

import orjson
from fastapi import FastAPI

from orderhub_sandbox.orders import Order
from orderhub_sandbox.platform import Platform
from orderhub_sandbox.shops import App, Grant, Shop
from orderhub_sandbox.website.desk import PushDesk
from orderhub_sandbox.website.push import keep_pushing
from orderhub_sandbox.website.rows import WORDS, order_row
from orderhub_sandbox.world import World

_SHOPS = ("森屿官网", "山野集官网", "森屿企业团购")


def _open_shops(rng: random.Random) -> list[Shop]:
    return [_open_shop(rng, index, name) for index, name in enumerate(_SHOPS)]


def _open_shop(rng: random.Random, index: int, name: str) -> Shop:
    secret = f"whsec_{base64.b64encode(rng.randbytes(24)).decode()}"
    shop = Shop(
        channel="website",
        index=index,
        name=name,
        app=App(f"website-{index}", secret),
        grant=Grant(f"{rng.getrandbits(64):016x}"),
        account=name,
        desk=PushDesk(secret),
    )
    shop.book.watch(shop.desk.note if shop.desk else None)
    return shop


def _credentials(world: World) -> dict[str, object]:
    shops = world.shops["website"]
    return {"shops": [{"name": shop.name, "webhook_secret": shop.app.secret} for shop in shops]}


def _serve(_app: FastAPI, _world: World) -> None:
    """Nothing to serve: a website only pushes."""


async def _live(world: World) -> None:
    desks = [(shop, shop.desk) for shop in world.shops["website"] if shop.desk]
    await asyncio.gather(*(keep_pushing(world, shop, desk) for shop, desk in desks))


def _bulk_page(_shop: Shop, orders: Sequence[Order], _total: int) -> bytes:
    return orjson.dumps({"orders": [order_row(order) for order in orders]})


WEBSITE = Platform(
    name="website",
    words=WORDS,
    number=lambda index, serial: f"W{serial}{index}",
    open_shops=_open_shops,
    credentials=_credentials,
    serve=_serve,
    bulk_page=_bulk_page,
    closes_lines=True,
    live=_live,
)
