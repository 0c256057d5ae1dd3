"""JD as one entry of the sandbox's registry."""

import random
from collections.abc import Sequence

import orjson
from fastapi import FastAPI, Request, Response

from orderhub_sandbox.gateway import Dialect, serve
from orderhub_sandbox.jd import oauth
from orderhub_sandbox.jd.admission import admit, read
from orderhub_sandbox.jd.goods import CARRIERS
from orderhub_sandbox.jd.methods import answer
from orderhub_sandbox.jd.orders import WORDS, hide_for, order_row
from orderhub_sandbox.jd.refunds import TERMS
from orderhub_sandbox.jd.refusals import refuse
from orderhub_sandbox.orders import Order
from orderhub_sandbox.platform import Platform
from orderhub_sandbox.shops import App, Grant, Shop
from orderhub_sandbox.world import World

_DIALECT = Dialect("jd", read, admit, answer, refuse)
_SHOPS = ("森屿京东旗舰店", "森屿户外京东专卖店", "山野集京东自营专区")
_FIRST_NUMBER = 3_000_000_000_000


def _open_shops(rng: random.Random) -> list[Shop]:
    apps = [App(f"{rng.getrandbits(128):032X}", f"{rng.getrandbits(128):032x}") for _ in "ab"]
    return [
        Shop(
            channel="jd",
            index=index,
            name=name,
            app=apps[index // 2],
            grant=Grant(f"{rng.getrandbits(64):016x}"),
            account=str(1_000_100 + index),
        )
        for index, name in enumerate(_SHOPS)
    ]


def _credentials(world: World) -> dict[str, object]:
    return {
        "base_url": f"{world.base_url}/jd",
        "oauth_url": f"{world.base_url}/jd/oauth2",
        "shops": [
            {
                "name": shop.name,
                "app_key": shop.app.key,
                "app_secret": shop.app.secret,
                "access_token": shop.grant.access_token,
                "refresh_token": shop.grant.refresh_token,
                "vender_id": shop.account,
            }
            for shop in world.shops["jd"]
        ],
    }


def _serve(app: FastAPI, world: World) -> None:
    async def router(request: Request) -> Response:
        return await serve(world, _DIALECT, request)

    async def to_login(request: Request) -> Response:
        return oauth.to_login(world, request)

    async def access_token(request: Request) -> Response:
        return oauth.access_token(world, request)

    async def refresh_token(request: Request) -> Response:
        return await oauth.refresh_token(world, request)

    app.add_route("/jd/routerjson", router, methods=["GET", "POST"])
    app.add_route("/jd/oauth2/to_login", to_login, methods=["GET"])
    app.add_route("/jd/oauth2/access_token", access_token, methods=["GET"])
    app.add_route("/jd/oauth2/refresh_token", refresh_token, methods=["GET"])


def _bulk_page(shop: Shop, orders: Sequence[Order], total: int) -> bytes:
    hide = hide_for("search" if shop.plain_people else "enSearch", plain_people=shop.plain_people)
    rows = [order_row(order, shop.account, hide) for order in orders]
    result = {
        "apiResult": {"success": True},
        "orderTotal": total,
        "orderInfoList": rows,
    }
    body = {"code": "0", "searchorderinfo_result": result}
    return orjson.dumps({"jingdong_pop_order_enSearch_responce": body})


JD = Platform(
    name="jd",
    words=WORDS,
    number=lambda index, serial: str(_FIRST_NUMBER + serial * 10 + index),
    open_shops=_open_shops,
    credentials=_credentials,
    serve=_serve,
    bulk_page=_bulk_page,
    unlisted=frozenset({"pending_payment"}),
    never=frozenset({"split_parcels", "new_waybill"}),
    carriers=CARRIERS,
    cases=TERMS,
)
