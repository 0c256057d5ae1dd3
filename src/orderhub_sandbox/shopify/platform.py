"""Shopify as one entry of the sandbox's registry."""

import random
from collections.abc import Sequence

import orjson
from fastapi import FastAPI, Request, Response

from orderhub_sandbox.gateway import Dialect, serve
from orderhub_sandbox.orders import Order
from orderhub_sandbox.platform import Platform
from orderhub_sandbox.shopify import oauth
from orderhub_sandbox.shopify.admission import CHANNEL, admit, read
from orderhub_sandbox.shopify.goods import CARRIERS
from orderhub_sandbox.shopify.methods import answer, domain_of
from orderhub_sandbox.shopify.notices import NOTICES
from orderhub_sandbox.shopify.orders import WORDS, order_row
from orderhub_sandbox.shopify.refusals import refuse
from orderhub_sandbox.shopify.searching import connection
from orderhub_sandbox.shops import App, Grant, Shop
from orderhub_sandbox.world import World

_DIALECT = Dialect(CHANNEL, read, admit, answer, refuse)
_SHOPS = (("森屿户外国际站", "senyu"), ("山野集国际站", "shanyeji"), ("森屿批发站", "senyu-b2b"))


def _open_shops(rng: random.Random) -> list[Shop]:
    apps = [App(f"{rng.getrandbits(128):032x}", f"shpss_{rng.getrandbits(128):032x}") for _ in "ab"]
    return [
        Shop(
            channel=CHANNEL,
            index=index,
            name=name,
            app=apps[index // 2],
            grant=Grant(f"{rng.getrandbits(64):016x}"),
            account=account,
        )
        for index, (name, account) in enumerate(_SHOPS)
    ]


def _credentials(world: World) -> dict[str, object]:
    return {
        "base_url": f"{world.base_url}/shopify",
        "oauth_url": f"{world.base_url}/shopify/admin/oauth",
        "shops": [
            {
                "name": shop.name,
                "account_no": domain_of(shop),
                "client_id": shop.app.key,
                "client_secret": shop.app.secret,
                "access_token": shop.grant.access_token,
            }
            for shop in world.shops[CHANNEL]
        ],
    }


def _serve(app: FastAPI, world: World) -> None:
    async def graphql(request: Request) -> Response:
        return await serve(world, _DIALECT, request)

    async def authorize(request: Request) -> Response:
        return oauth.authorize(world, request)

    async def access_token(request: Request) -> Response:
        return await oauth.access_token(world, request)

    app.add_route("/shopify/admin/oauth/authorize", authorize, methods=["GET"])
    app.add_route("/shopify/admin/oauth/access_token", access_token, methods=["POST"])
    app.add_route("/shopify/admin/api/{path:path}", graphql, methods=["GET", "POST"])


def _bulk_page(_shop: Shop, orders: Sequence[Order], _total: int) -> bytes:
    rows = [order_row(order) for order in orders]
    return orjson.dumps({"data": {"orders": connection(rows, 1, more=False)}})


SHOPIFY = Platform(
    name=CHANNEL,
    words=WORDS,
    number=lambda index, serial: str(5_000_000_000_000 + serial * 10 + index),
    open_shops=_open_shops,
    credentials=_credentials,
    serve=_serve,
    bulk_page=_bulk_page,
    closes_lines=True,
    # No list of addresses, no day, no clock; tokens do not end.
    never=frozenset({"F1", "F3", "F15", "F17", "F18", "numbered_pages", "refund_blocks"}),
    carriers=CARRIERS,
    notices=NOTICES,
)
