"""Pinduoduo's authorisation: consent page, codes, tokens (channel reference, section 3.3)."""

from fastapi import Request, Response

from orderhub_sandbox.consent import consent
from orderhub_sandbox.gateway import Call
from orderhub_sandbox.grants import shop_of_code, shop_of_refresh_token
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.pinduoduo.params import required
from orderhub_sandbox.pinduoduo.refusals import refuse
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_DAY = 86400
_ACCESS_SECONDS, _REFRESH_SECONDS = 30 * _DAY, 60 * _DAY


def auth_page(world: World, request: Request) -> Response:
    """`/pinduoduo/oauth/auth`, where the shop's main account agrees."""
    return consent(world, "pinduoduo", request, request.query_params.get("client_id", ""))


def create(world: World, call: Call) -> Row:
    """`pop.auth.token.create`."""
    code = required(call.params, "code")
    shop = shop_of_code(world, "pinduoduo", call.place.app_key, code)
    if shop is None:
        raise refuse("argument_wrong", "code")
    return _fields(world, shop)


def refresh(world: World, call: Call) -> Row:
    """`pop.auth.token.refresh`: the tokens before are void at once."""
    token = required(call.params, "refresh_token")
    shop = shop_of_refresh_token(world, "pinduoduo", call.place.app_key, token)
    if shop is None:
        raise refuse("argument_wrong", "refresh_token")
    return _fields(world, shop)


def _fields(world: World, shop: Shop) -> Row:
    now = world.now("pinduoduo")
    return {
        "access_token": shop.grant.access_token,
        "expires_in": _ACCESS_SECONDS,
        "expires_at": now + _ACCESS_SECONDS,
        "refresh_token": shop.grant.refresh_token,
        "refresh_token_expires_in": _REFRESH_SECONDS,
        "refresh_token_expires_at": now + _REFRESH_SECONDS,
        "owner_id": shop.account,
        "owner_name": shop.name,
        "scope": ["pdd.order.number.list.increment.get", "pdd.order.information.get"],
    }
