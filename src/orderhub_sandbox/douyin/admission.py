"""Who may call Doudian: application, signature, clock, address, token, quota."""

import time
from collections.abc import Mapping

from fastapi import Request

from orderhub_sandbox.clock import read_local
from orderhub_sandbox.douyin.methods import METHODS, WITHOUT_TOKEN
from orderhub_sandbox.douyin.refusals import refuse
from orderhub_sandbox.douyin.signature import canonical, sign_of
from orderhub_sandbox.douyin.tokens import seconds_left
from orderhub_sandbox.faults import CallPlace
from orderhub_sandbox.form import read_form, to_bytes
from orderhub_sandbox.gateway import Call
from orderhub_sandbox.json_text import read_json
from orderhub_sandbox.shops import App
from orderhub_sandbox.world import World

_TOLERANCE_SECONDS = 600
_NEW_CODES = "x-open-no-old-err-code"


def read(world: World, request: Request, body: bytes) -> Call:
    """The call as received, before anything is checked; `path` and the header that asks for the
    newer codes stand among the parameters."""
    params = read_form(request, b"")
    params["param_json"] = body.decode("utf-8", errors="surrogateescape")
    params["path"] = str(request.path_params["path"])
    params[_NEW_CODES] = request.headers.get(_NEW_CODES, "")
    shop = world.shop_of_token("douyin", params.get("access_token", ""))
    place = CallPlace(
        channel="douyin",
        method=params.get("method", ""),
        app_key=params.get("app_key", ""),
        shop_name=shop.name if shop else "",
        shop_index=shop.index if shop else -1,
    )
    address = request.client.host if request.client else ""
    return Call(place, params, shop, request.method, address)


def admit(world: World, call: Call) -> None:
    """Raises Refused with Doudian's own answer for the first thing that is wrong."""
    app = _app_of(world, call.params)
    _check_shape(call)
    _check_signature(call.params, app)
    _check_clock(world, call.params)
    if app.addresses is not None and call.address not in app.addresses:
        raise refuse("address_blocked", call.address)
    if call.place.method not in WITHOUT_TOKEN:
        _check_token(world, call, app)
    if call.shop and (used_up := call.shop.limiter.refuse(time.time())):
        raise refuse(used_up)


def _app_of(world: World, params: Mapping[str, str]) -> App:
    key = params.get("app_key")
    if not key:
        raise refuse("missing", "app_key")
    app = next((shop.app for shop in world.shops["douyin"] if shop.app.key == key), None)
    if app is None:
        raise refuse("app_key_wrong")
    return app


def _check_shape(call: Call) -> None:
    method = call.place.method
    if method not in METHODS:
        raise refuse("method_unknown", method)
    if call.params["path"] != method.replace(".", "/"):
        raise refuse("wrong", "method")
    if call.params.get("v") != "2":
        raise refuse("wrong", "v")


def _check_signature(params: Mapping[str, str], app: App) -> None:
    """The body must be the sorted text itself: the platform signs no other."""
    if not params.get("sign"):
        raise refuse("sign_missing")
    try:
        sorted_text = canonical(read_json(params["param_json"]))
        expected = sign_of(params, app.secret)
    except (KeyError, ValueError):
        raise refuse("sign_wrong") from None
    if to_bytes(params["param_json"]) != sorted_text.encode() or params["sign"] != expected:
        raise refuse("sign_wrong")


def _check_clock(world: World, params: Mapping[str, str]) -> None:
    text = params.get("timestamp")
    if not text:
        raise refuse("missing", "timestamp")
    try:
        sent_at = int(text) if text.isdigit() else read_local(text)
    except ValueError:
        raise refuse("timestamp_wrong") from None
    if abs(sent_at - world.now("douyin")) > _TOLERANCE_SECONDS:
        raise refuse("timestamp_wrong")


def _check_token(world: World, call: Call, app: App) -> None:
    token, shop = call.params.get("access_token"), call.shop
    if not token:
        raise refuse("token_missing")
    if shop is None or shop.app is not app:
        raise refuse("token_unknown")
    if shop.grant.state == "revoked":
        raise refuse("revoked")
    if token != shop.grant.access_token:
        raise refuse("token_unknown")
    if shop.grant.state != "valid":
        raise refuse(shop.grant.state, call.place.method)
    if seconds_left(world, shop) <= 0:
        raise refuse("expired")
