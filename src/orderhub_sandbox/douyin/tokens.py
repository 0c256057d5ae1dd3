"""Doudian authorisation: consent page, codes, tokens and their refresh (channel reference, 4.3)."""

from fastapi import Request, Response

from orderhub_sandbox.consent import consent
from orderhub_sandbox.douyin.params import business
from orderhub_sandbox.douyin.refusals import refuse
from orderhub_sandbox.gateway import Call
from orderhub_sandbox.grants import shop_of_code, shop_with_refresh_token
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.shops import App, Shop
from orderhub_sandbox.world import World

LIFETIME_SECONDS = 7 * 86400
_LAST_HOUR = 3600


def service_of(app: App) -> str:
    """The number under which the app is offered to sellers."""
    return app.key[-6:]


def authorize(world: World, request: Request) -> Response:
    """`/douyin/oauth/authorize`, by `service_id`, or the older `app_key`."""
    asked = request.query_params.get("service_id", "")
    keys = [shop.app.key for shop in world.shops["douyin"] if service_of(shop.app) == asked]
    return consent(
        world, "douyin", request, next(iter(keys), request.query_params.get("app_key", ""))
    )


def create(world: World, call: Call) -> Row:
    """`token.create`: for a seller's code, or for the shop that owns a self-use app."""
    params = business(call.params)
    match params.get("grant_type"):
        case "authorization_code":
            code = str(params.get("code") or "")
            shop = shop_of_code(world, "douyin", call.place.app_key, code)
        case "authorization_self":
            shop = _own_shop(world, call.place.app_key, str(params.get("shop_id") or ""))
        case _:
            raise refuse("wrong", "grant_type")
    if shop is None:
        raise refuse("grant_refused", "code-expired")
    return _tokens(world, shop)


def refresh(world: World, call: Call) -> Row:
    """`token.refresh`: the same pair until the last hour of the access token, then a new one."""
    params = business(call.params)
    if params.get("grant_type") != "refresh_token":
        raise refuse("wrong", "grant_type")
    token = str(params.get("refresh_token") or "")
    shop = shop_with_refresh_token(world, "douyin", call.place.app_key, token)
    if shop is None:
        raise refuse("grant_refused", "token-expired")
    if shop.grant.state == "expired" or seconds_left(world, shop) <= _LAST_HOUR:
        shop.grant.rotate(world.now("douyin"))
    return _tokens(world, shop)


def seconds_left(world: World, shop: Shop) -> int:
    """Of the access token; the first one of a sandbox never ends by itself."""
    issued_at = shop.grant.issued_at
    return LIFETIME_SECONDS - (world.now("douyin") - issued_at if issued_at else 0)


def _own_shop(world: World, app_key: str, shop_id: str) -> Shop | None:
    shops = (shop for shop in world.shops["douyin"] if shop.app.key == app_key)
    shop = next((shop for shop in shops if shop.account == shop_id), None)
    if shop is not None and (shop.grant.state != "valid" or seconds_left(world, shop) <= 0):
        shop.grant.rotate(world.now("douyin"))
    return shop


def _tokens(world: World, shop: Shop) -> Row:
    return {
        "access_token": shop.grant.access_token,
        "expires_in": seconds_left(world, shop),
        "refresh_token": shop.grant.refresh_token,
        "scope": "SCOPE",
        "shop_id": shop.account,
        "shop_name": shop.name,
        "authority_id": shop.account,
        "auth_subject_type": "SHOP",
    }
