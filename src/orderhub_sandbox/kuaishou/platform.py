"""Kuaishou as one entry of the sandbox's registry."""

import random
from collections.abc import Sequence

import orjson
from fastapi import FastAPI, Request, Response

from orderhub_sandbox.gateway import Dialect, serve
from orderhub_sandbox.kuaishou import oauth
from orderhub_sandbox.kuaishou.admission import admit, read
from orderhub_sandbox.kuaishou.messages import NOTICES
from orderhub_sandbox.kuaishou.methods import answer
from orderhub_sandbox.kuaishou.orders import CARRIERS, WORDS, order_row
from orderhub_sandbox.kuaishou.refunds import TERMS
from orderhub_sandbox.kuaishou.refusals import done, refuse
from orderhub_sandbox.kuaishou.secrets import message_secret_of, sign_secret_of
from orderhub_sandbox.orders import Order
from orderhub_sandbox.platform import Platform
from orderhub_sandbox.shops import App, Grant, Shop
from orderhub_sandbox.world import World

_DIALECT = Dialect("kuaishou", read, admit, answer, refuse)
_SHOPS = ("森屿快手小店", "森屿户外优选", "山野集快手小店")
# 16 digits, beyond 2^53
_FIRST_NUMBER = 9_200_000_000_000_000


def _open_shops(rng: random.Random) -> list[Shop]:
    apps = [App(f"ks{rng.randrange(10**17, 10**18)}", f"{rng.getrandbits(128):032x}") for _ in "ab"]
    return [
        Shop(
            channel="kuaishou",
            index=index,
            name=name,
            app=apps[index // 2],
            grant=Grant(f"{rng.getrandbits(64):016x}"),
            account=f"f18{rng.getrandbits(64):016x}",
        )
        for index, name in enumerate(_SHOPS)
    ]


def _credentials(world: World) -> dict[str, object]:
    return {
        "base_url": f"{world.base_url}/kuaishou",
        "oauth_url": f"{world.base_url}/kuaishou/oauth",
        "shops": [
            {
                "name": shop.name,
                "app_key": shop.app.key,
                "app_secret": shop.app.secret,
                "sign_secret": sign_secret_of(shop.app),
                "message_secret": message_secret_of(shop.app),
                "access_token": shop.grant.access_token,
                "refresh_token": shop.grant.refresh_token,
                "account_no": shop.account,
            }
            for shop in world.shops["kuaishou"]
        ],
    }


def _serve(app: FastAPI, world: World) -> None:
    async def router(request: Request) -> Response:
        return await serve(world, _DIALECT, request)

    async def authorize(request: Request) -> Response:
        return oauth.authorize(world, request)

    async def access_token(request: Request) -> Response:
        return oauth.access_token(world, request)

    async def refresh_token(request: Request) -> Response:
        return await oauth.refresh_token(world, request)

    app.add_route("/kuaishou/open/{rest:path}", router, methods=["GET", "POST"])
    app.add_route("/kuaishou/oauth/authorize", authorize, methods=["GET"])
    app.add_route("/kuaishou/oauth2/access_token", access_token, methods=["GET"])
    app.add_route("/kuaishou/oauth2/refresh_token", refresh_token, methods=["POST"])


def _bulk_page(_: Shop, orders: Sequence[Order], total: int) -> bytes:
    rows = [order_row(order, detail=True) for order in orders]
    return orjson.dumps(done({"orderList": rows, "cursor": "nomore", "pageSize": total}))


KUAISHOU = Platform(
    name="kuaishou",
    words=WORDS,
    number=lambda index, serial: str(_FIRST_NUMBER + index * 10**14 + serial * 100),
    open_shops=_open_shops,
    credentials=_credentials,
    serve=_serve,
    bulk_page=_bulk_page,
    closes_lines=True,
    # No clock check is documented; lists go by cursor; messages are encrypted, with no header.
    never=frozenset({"F15", "numbered_pages", "signed_headers"}),
    carriers=CARRIERS,
    cases=TERMS,
    notices=NOTICES,
)
