"""JD's consent page and token addresses (channel reference, section 2.3)."""

import secrets
from collections.abc import Mapping

import orjson
from fastapi import Request, Response

from orderhub_sandbox.consent import consent
from orderhub_sandbox.gateway import json_response
from orderhub_sandbox.grants import shop_of_code, shop_of_refresh_token
from orderhub_sandbox.oauth_faults import slow_refresh
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

LIFETIME_SECONDS = 31_536_000
_Query = Mapping[str, str]


def to_login(world: World, request: Request) -> Response:
    """`/jd/oauth2/to_login`."""
    return consent(world, "jd", request, request.query_params.get("app_key", ""))


def access_token(world: World, request: Request) -> Response:
    """`/jd/oauth2/access_token`: exchanges a code."""
    query = request.query_params
    shop = None
    if _knows_app(world, query) and query.get("grant_type") == "authorization_code":
        shop = shop_of_code(world, "jd", query["app_key"], query.get("code", ""))
    return _answer(world, "oauth2.access_token", shop)


async def refresh_token(world: World, request: Request) -> Response:
    """`/jd/oauth2/refresh_token`: rotates both tokens; the old pair is void at once."""
    query = request.query_params
    await slow_refresh(world, "jd")
    shop = None
    if _knows_app(world, query) and query.get("grant_type") == "refresh_token":
        token = query.get("refresh_token", "")
        shop = shop_of_refresh_token(world, "jd", query["app_key"], token)
    return _answer(world, "oauth2.refresh_token", shop)


def _knows_app(world: World, query: _Query) -> bool:
    pair = query.get("app_key"), query.get("app_secret")
    return any((shop.app.key, shop.app.secret) == pair for shop in world.shops["jd"])


def _answer(world: World, method: str, shop: Shop | None) -> Response:
    if shop is None:
        world.calls.count("jd", method, "error:400")
        error = {
            "code": 400,
            "msg": "code 或 token 无效",
            "requestId": secrets.token_hex(8),
        }
        return json_response(orjson.dumps(error))
    world.calls.count("jd", method, "ok")
    now = world.now("jd")
    fields = {
        "access_token": shop.grant.access_token,
        "expires_in": LIFETIME_SECONDS,
        "expires_at": (now + LIFETIME_SECONDS) * 1000,
        "refresh_token": shop.grant.refresh_token,
        "scope": "snsapi_base",
        "open_id": f"oid{shop.grant.seed}",
        "uid": str(7_000_000 + shop.index),
        "time": now * 1000,
    }
    return json_response(orjson.dumps(fields))
