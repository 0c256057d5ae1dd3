"""TOP's consent page and token address (channel reference, section 1.3)."""

from collections.abc import Mapping

import orjson
from fastapi import Request, Response

from orderhub_sandbox.consent import consent
from orderhub_sandbox.form import read_form
from orderhub_sandbox.gateway import json_response
from orderhub_sandbox.grants import shop_of_code, shop_of_refresh_token
from orderhub_sandbox.oauth_faults import slow_refresh
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.taobao.tokens import token_fields
from orderhub_sandbox.world import World

_BAD_REQUEST = 400


def authorize(world: World, request: Request) -> Response:
    """`/taobao/oauth/authorize`."""
    return consent(world, "taobao", request, request.query_params.get("client_id", ""))


async def token(world: World, request: Request) -> Response:
    """`/taobao/oauth/token` for `authorization_code` and `refresh_token`."""
    params = read_form(request, await request.body())
    grant_type = params.get("grant_type", "")
    if grant_type == "refresh_token":
        await slow_refresh(world, "taobao")
    shop = _exchange(world, params)
    outcome = "ok" if shop else "error:invalid_grant"
    world.calls.count("taobao", f"oauth.{grant_type}", outcome)
    if shop is None:
        error = {
            "error": "invalid_grant",
            "error_description": "code, token or secret is wrong",
        }
        return json_response(orjson.dumps(error), _BAD_REQUEST)
    return json_response(orjson.dumps(token_fields(world, shop)))


def _exchange(world: World, params: Mapping[str, str]) -> Shop | None:
    key = params.get("client_id", "")
    apps = {shop.app.key: shop.app for shop in world.shops["taobao"]}
    if key not in apps or apps[key].secret != params.get("client_secret"):
        return None
    match params.get("grant_type"):
        case "authorization_code":
            return shop_of_code(world, "taobao", key, params.get("code", ""))
        case "refresh_token":
            return shop_of_refresh_token(world, "taobao", key, params.get("refresh_token", ""))
        case _:
            return None
