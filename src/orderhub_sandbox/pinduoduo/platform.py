"""Pinduoduo as one entry of the sandbox's registry."""

import random
from collections.abc import Sequence

import orjson
from fastapi import FastAPI, Request, Response, WebSocket

from orderhub_sandbox.clock import local_day
from orderhub_sandbox.gateway import Dialect, serve
from orderhub_sandbox.orders import Order
from orderhub_sandbox.pinduoduo.admission import admit, read
from orderhub_sandbox.pinduoduo.methods import answer
from orderhub_sandbox.pinduoduo.orders import CARRIERS, WORDS, order_row
from orderhub_sandbox.pinduoduo.pmc import NOTICES, serve_messages
from orderhub_sandbox.pinduoduo.refunds import TERMS
from orderhub_sandbox.pinduoduo.refusals import refuse
from orderhub_sandbox.pinduoduo.tokens import auth_page
from orderhub_sandbox.platform import Platform
from orderhub_sandbox.shops import App, Grant, Shop
from orderhub_sandbox.world import World

_DIALECT = Dialect("pinduoduo", read, admit, answer, refuse)
_SHOPS = ("森屿户外拼多多店", "森屿露营官方店", "山野集家居拼多多店")


def _open_shops(rng: random.Random) -> list[Shop]:
    apps = [App(f"{rng.getrandbits(128):032x}", f"{rng.getrandbits(160):040x}") for _ in "ab"]
    return [
        Shop(
            channel="pinduoduo",
            index=index,
            name=name,
            app=apps[index // 2],
            grant=Grant(f"{rng.getrandbits(64):016x}"),
            account=str(610_000_100 + index),
        )
        for index, name in enumerate(_SHOPS)
    ]


def _credentials(world: World) -> dict[str, object]:
    return {
        "base_url": f"{world.base_url}/pinduoduo",
        "oauth_url": f"{world.base_url}/pinduoduo/oauth/auth",
        "shops": [
            {
                "name": shop.name,
                "client_id": shop.app.key,
                "client_secret": shop.app.secret,
                "access_token": shop.grant.access_token,
                "refresh_token": shop.grant.refresh_token,
            }
            for shop in world.shops["pinduoduo"]
        ],
    }


def _serve(app: FastAPI, world: World) -> None:
    async def router(request: Request) -> Response:
        return await serve(world, _DIALECT, request)

    async def auth(request: Request) -> Response:
        return auth_page(world, request)

    async def messages(socket: WebSocket) -> None:
        parts = (socket.path_params[name] for name in ("client_id", "ms", "digest"))
        await serve_messages(world, socket, *parts)

    app.add_route("/pinduoduo/api/router", router, methods=["POST"])
    app.add_route("/pinduoduo/oauth/auth", auth, methods=["GET"])
    app.add_api_websocket_route("/pinduoduo/message/{client_id}/{ms}/{digest:path}", messages)


def _bulk_page(shop: Shop, orders: Sequence[Order], total: int) -> bytes:
    rows = [order_row(order, plain=shop.plain_people) for order in orders]
    body = {"order_sn_list": rows, "total_count": total, "request_id": "bulk"}
    return orjson.dumps({"order_sn_increment_get_response": body})


def _number(index: int, serial: int) -> str:
    """`yymmdd-` and fifteen digits; the day is that of the serial's making."""
    day = local_day(1_700_000_000 + serial // 1000).replace("-", "")[2:]
    return f"{day}-{index}{serial:014d}"


PINDUODUO = Platform(
    name="pinduoduo",
    words=WORDS,
    number=_number,
    open_shops=_open_shops,
    credentials=_credentials,
    serve=_serve,
    bulk_page=_bulk_page,
    never=frozenset({"split_parcels"}),
    carriers=CARRIERS,
    cases=TERMS,
    notices=NOTICES,
)
