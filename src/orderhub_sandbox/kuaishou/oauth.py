"""Kuaishou's consent page and token addresses (channel reference, section 5.3)."""

from collections.abc import Mapping

import orjson
from fastapi import Request, Response

from orderhub_sandbox.consent import consent
from orderhub_sandbox.form import read_form
from orderhub_sandbox.gateway import json_response
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.kuaishou import tokens
from orderhub_sandbox.kuaishou.refusals import refuse
from orderhub_sandbox.oauth_faults import slow_refresh
from orderhub_sandbox.refusals import Refused
from orderhub_sandbox.world import World

_ERRORS = {
    "100200101": "unauthorized_client",
    "100200102": "access_denied",
    "100200104": "unsupported_grant_type",
    "100200105": "invalid_grant",
}
_Form = Mapping[str, str]


def authorize(world: World, request: Request) -> Response:
    """`/kuaishou/oauth/authorize`."""
    return consent(world, "kuaishou", request, request.query_params.get("app_id", ""))


def access_token(world: World, request: Request) -> Response:
    """`GET /kuaishou/oauth2/access_token` for `code` and `client_credentials`."""
    return _answer(world, "oauth2.access_token", request.query_params)


async def refresh_token(world: World, request: Request) -> Response:
    """`POST /kuaishou/oauth2/refresh_token`."""
    await slow_refresh(world, "kuaishou")
    form = read_form(request, await request.body())
    return _answer(world, "oauth2.refresh_token", form)


def _answer(world: World, method: str, form: _Form) -> Response:
    try:
        body, outcome = _granted(world, method, form), "ok"
    except Refused as refused:
        outcome = f"error:{refused.code}"
        body = {**refused.answer, "error": _ERRORS.get(refused.code, "invalid_request")}
    world.calls.count("kuaishou", method, outcome)
    return json_response(orjson.dumps(body))


def _granted(world: World, method: str, form: _Form) -> Row:
    key = form.get("app_id", "")
    pair = key, form.get("app_secret")
    if not any((shop.app.key, shop.app.secret) == pair for shop in world.shops["kuaishou"]):
        raise refuse("app_wrong")
    match method, form.get("grant_type"):
        case "oauth2.access_token", "code":
            shop, wrong = tokens.exchange(world, key, form.get("code", "")), "code_wrong"
        case "oauth2.access_token", "client_credentials":
            return {
                "result": 1,
                "access_token": f"client-{key}",
                "expires_in": tokens.ACCESS_SECONDS,
                "token_type": "bearer",
            }
        case "oauth2.refresh_token", "refresh_token":
            shop, wrong = tokens.refresh(world, key, form.get("refresh_token", "")), "refresh_wrong"
        case _:
            raise refuse("grant_type")
    if shop is None:
        raise refuse(wrong)
    return tokens.grant_row(world, shop)
