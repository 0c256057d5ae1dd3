"""Taobao as one entry of the sandbox's registry."""

import random
from collections.abc import Sequence

import orjson
from fastapi import FastAPI, Request, Response

from orderhub_sandbox.gateway import Dialect, serve
from orderhub_sandbox.orders import Order
from orderhub_sandbox.platform import Platform
from orderhub_sandbox.shops import App, Grant, Shop
from orderhub_sandbox.taobao import oauth
from orderhub_sandbox.taobao.admission import admit, read
from orderhub_sandbox.taobao.goods import CARRIERS
from orderhub_sandbox.taobao.methods import answer
from orderhub_sandbox.taobao.refunds import TERMS
from orderhub_sandbox.taobao.refusals import refuse
from orderhub_sandbox.taobao.tmc import NOTICES
from orderhub_sandbox.taobao.trades import WORDS, trade_row
from orderhub_sandbox.world import World

_DIALECT = Dialect("taobao", read, admit, answer, refuse)
_SHOPS = ("森屿旗舰店", "森屿户外专营店", "山野集家居旗舰店")
_FIRST_TID = 2_000_000_000_000_000_000


def _open_shops(rng: random.Random) -> list[Shop]:
    apps = [
        App(str(rng.randrange(31_000_000, 34_000_000)), f"{rng.getrandbits(128):032x}")
        for _ in "ab"
    ]
    return [
        Shop(
            channel="taobao",
            index=index,
            name=name,
            app=apps[index // 2],
            grant=Grant(f"{rng.getrandbits(64):016x}"),
            account=name,
        )
        for index, name in enumerate(_SHOPS)
    ]


def _credentials(world: World) -> dict[str, object]:
    return {
        "base_url": f"{world.base_url}/taobao",
        "oauth_url": f"{world.base_url}/taobao/oauth",
        "shops": [
            {
                "name": shop.name,
                "app_key": shop.app.key,
                "app_secret": shop.app.secret,
                "session": shop.grant.access_token,
                "refresh_token": shop.grant.refresh_token,
                "seller_nick": shop.account,
            }
            for shop in world.shops["taobao"]
        ],
    }


def _serve(app: FastAPI, world: World) -> None:
    async def router(request: Request) -> Response:
        return await serve(world, _DIALECT, request)

    async def authorize(request: Request) -> Response:
        return oauth.authorize(world, request)

    async def token(request: Request) -> Response:
        return await oauth.token(world, request)

    app.add_route("/taobao/router/rest", router, methods=["GET", "POST"])
    app.add_route("/taobao/oauth/authorize", authorize, methods=["GET"])
    app.add_route("/taobao/oauth/token", token, methods=["POST"])


def _bulk_page(shop: Shop, orders: Sequence[Order], total: int) -> bytes:
    rows = [trade_row(order, shop.account, plain=shop.plain_people) for order in orders]
    body = {"trades": {"trade": rows}, "total_results": total, "request_id": "bulk"}
    return orjson.dumps({"trades_sold_increment_get_response": body})


TAOBAO = Platform(
    name="taobao",
    words=WORDS,
    number=lambda index, serial: str(_FIRST_TID + index * 10**17 + serial * 100),
    open_shops=_open_shops,
    credentials=_credentials,
    serve=_serve,
    bulk_page=_bulk_page,
    closes_lines=True,
    carriers=CARRIERS,
    cases=TERMS,
    notices=NOTICES,
)
