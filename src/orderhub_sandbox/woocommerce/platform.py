"""WooCommerce as one entry of the sandbox's registry."""

import random
from collections.abc import Sequence

import orjson
from fastapi import FastAPI, Request, Response

from orderhub_sandbox.gateway import Dialect, serve
from orderhub_sandbox.orders import Order
from orderhub_sandbox.platform import Platform
from orderhub_sandbox.shops import App, Grant, Shop
from orderhub_sandbox.woocommerce.admission import CHANNEL, admit, read
from orderhub_sandbox.woocommerce.goods import CARRIERS
from orderhub_sandbox.woocommerce.methods import answer
from orderhub_sandbox.woocommerce.notices import NOTICES
from orderhub_sandbox.woocommerce.orders import WORDS, order_row
from orderhub_sandbox.woocommerce.refusals import refuse
from orderhub_sandbox.woocommerce.routes import API
from orderhub_sandbox.world import World

_DIALECT = Dialect(CHANNEL, read, admit, answer, refuse)
_SHOPS = ("森屿户外海外站", "山野集家居独立站", "森屿企业礼品站")


def _open_shops(rng: random.Random) -> list[Shop]:
    return [
        Shop(
            channel=CHANNEL,
            index=index,
            name=name,
            app=App(f"ck_{rng.getrandbits(160):040x}", f"cs_{rng.getrandbits(160):040x}"),
            grant=Grant(f"{rng.getrandbits(64):016x}"),
            account=name,
        )
        for index, name in enumerate(_SHOPS)
    ]


def _credentials(world: World) -> dict[str, object]:
    return {
        "base_url": f"{world.base_url}/woocommerce",
        "shops": [
            {
                "name": shop.name,
                "consumer_key": shop.app.key,
                "consumer_secret": shop.app.secret,
            }
            for shop in world.shops[CHANNEL]
        ],
    }


def _serve(app: FastAPI, world: World) -> None:
    async def rest(request: Request) -> Response:
        return await serve(world, _DIALECT, request)

    app.add_route(f"{API}/{{path:path}}", rest, methods=["GET", "POST", "PUT", "DELETE"])


def _bulk_page(_shop: Shop, orders: Sequence[Order], _total: int) -> bytes:
    return orjson.dumps([order_row(order) for order in orders])


WOOCOMMERCE = Platform(
    name=CHANNEL,
    words=WORDS,
    number=lambda index, serial: str(serial * 10 + index),
    open_shops=_open_shops,
    credentials=_credentials,
    serve=_serve,
    bulk_page=_bulk_page,
    closes_lines=True,
    # Keys never expire, and the host counts no days. The core has no parcels and no cases.
    never=frozenset({"F3", "F17", "F18", "split_parcels", "refund_blocks", "redelivery"}),
    carriers=CARRIERS,
    notices=NOTICES,
)
