"""Who may call a store: over plain http a signature says so (channel reference, section 6.1)."""

import time
from urllib.parse import parse_qsl

from fastapi import Request

from orderhub_sandbox.faults import CallPlace
from orderhub_sandbox.gateway import Call
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.woocommerce.refusals import refuse
from orderhub_sandbox.woocommerce.routes import API, route_of
from orderhub_sandbox.woocommerce.signature import signature_of
from orderhub_sandbox.world import World

CHANNEL = "woocommerce"
_TOLERANCE_SECONDS = 900
_NEEDED = ("consumer_key", "nonce", "signature", "signature_method", "timestamp")


def read(world: World, request: Request, body: bytes) -> Call:
    """The call as received, before anything is checked."""
    query = request.scope["query_string"].decode("latin-1")
    params = dict(parse_qsl(query, keep_blank_values=True))
    shop = _shop_of(world, params.get("oauth_consumer_key", ""))
    method, ids = route_of(request.method, request.url.path.removeprefix(API))
    place = CallPlace(
        channel=CHANNEL,
        method=method,
        app_key=shop.app.key if shop else "",
        shop_name=shop.name if shop else "",
        shop_index=shop.index if shop else -1,
    )
    return Call(
        place,
        params,
        shop,
        request.method,
        request.client.host if request.client else "",
        url=str(request.url.replace(query="")),
        ids=ids,
        content=body,
    )


def admit(world: World, call: Call) -> None:
    """Raises Refused with the store's own answer for the first thing that is wrong."""
    if not call.place.method:
        raise refuse("retired")
    shop = _known(world, call)
    if shop.app.addresses is not None and call.address not in shop.app.addresses:
        raise refuse("address_blocked", call.address)
    if shop.grant.state != "valid":
        raise refuse(shop.grant.state)
    if used_up := shop.limiter.refuse(time.time()):
        raise refuse("throttled" if used_up == "daily_quota" else used_up, "1")


def _shop_of(world: World, key: str) -> Shop | None:
    return next((shop for shop in world.shops[CHANNEL] if shop.app.key == key), None)


def _known(world: World, call: Call) -> Shop:
    """The shop whose key signed; a key sent openly over http is no key to a store."""
    if not any(name.startswith("oauth_") for name in call.params):
        raise refuse("key_missing")
    for name in _NEEDED:
        if not call.params.get(f"oauth_{name}"):
            raise refuse("sign_missing", f"oauth_{name}")
    if call.shop is None:
        raise refuse("key_wrong")
    if call.params["oauth_signature_method"] != "HMAC-SHA256":
        raise refuse("sign_wrong")
    wanted = signature_of(call.verb, call.url, call.params, call.shop.app.secret)
    if call.params["oauth_signature"] != wanted:
        raise refuse("sign_wrong")
    _check_moment(world, call, call.shop)
    return call.shop


def _check_moment(world: World, call: Call, shop: Shop) -> None:
    at, nonce = call.params["oauth_timestamp"], call.params["oauth_nonce"]
    if not at.isdigit() or abs(int(at) - world.now(CHANNEL)) > _TOLERANCE_SECONDS:
        raise refuse("timestamp_wrong")
    if nonce in shop.app.nonces:
        raise refuse("nonce_used")
    shop.app.nonces.add(nonce)
