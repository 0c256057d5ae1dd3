"""Douyin as one entry of the sandbox's registry."""

import random
from collections.abc import Sequence

import orjson
from fastapi import FastAPI, Request, Response

from orderhub_sandbox.douyin.admission import admit, read
from orderhub_sandbox.douyin.carriers import CARRIERS
from orderhub_sandbox.douyin.cases import TERMS
from orderhub_sandbox.douyin.methods import answer
from orderhub_sandbox.douyin.notices import NOTICES
from orderhub_sandbox.douyin.orders import WORDS, order_row
from orderhub_sandbox.douyin.refusals import refuse
from orderhub_sandbox.douyin.tokens import authorize, service_of
from orderhub_sandbox.gateway import Dialect, serve
from orderhub_sandbox.orders import Order
from orderhub_sandbox.platform import Platform
from orderhub_sandbox.shops import App, Grant, Shop
from orderhub_sandbox.world import World

_DIALECT = Dialect("douyin", read, admit, answer, refuse)
_SHOPS = ("森屿抖音旗舰店", "森屿户外抖音专卖店", "山野集抖音旗舰店")
_FIRST_NUMBER = 4_800_000_000_000_000_000


def _open_shops(rng: random.Random) -> list[Shop]:
    apps = [App(f"7{rng.randrange(10**18):018d}", f"{rng.getrandbits(128):032x}") for _ in "ab"]
    return [
        Shop(
            channel="douyin",
            index=index,
            name=name,
            app=apps[index // 2],
            grant=Grant(f"{rng.getrandbits(64):016x}"),
            account=str(4_463_790 + index),
        )
        for index, name in enumerate(_SHOPS)
    ]


def _credentials(world: World) -> dict[str, object]:
    return {
        "base_url": f"{world.base_url}/douyin",
        "oauth_url": f"{world.base_url}/douyin/oauth",
        "shops": [
            {
                "name": shop.name,
                "app_key": shop.app.key,
                "app_secret": shop.app.secret,
                "service_id": service_of(shop.app),
                "shop_id": shop.account,
                "access_token": shop.grant.access_token,
                "refresh_token": shop.grant.refresh_token,
            }
            for shop in world.shops["douyin"]
        ],
    }


def _serve(app: FastAPI, world: World) -> None:
    async def gateway(request: Request) -> Response:
        return await serve(world, _DIALECT, request)

    async def consent_page(request: Request) -> Response:
        return authorize(world, request)

    app.add_route("/douyin/oauth/authorize", consent_page, methods=["GET"])
    app.add_route("/douyin/{path:path}", gateway, methods=["POST"])


def _bulk_page(shop: Shop, orders: Sequence[Order], total: int) -> bytes:
    rows = [order_row(order, shop.account) for order in orders]
    data = {"total": total, "page": 0, "size": len(rows), "shop_order_list": rows}
    return orjson.dumps({"code": 10000, "msg": "success", "log_id": "bulk", "data": data})


DOUYIN = Platform(
    name="douyin",
    words=WORDS,
    number=lambda index, serial: str(_FIRST_NUMBER + index * 10**17 + serial * 100),
    open_shops=_open_shops,
    credentials=_credentials,
    serve=_serve,
    bulk_page=_bulk_page,
    closes_lines=True,
    first_page=0,
    carriers=CARRIERS,
    cases=TERMS,
    notices=NOTICES,
)
