"""Who may call TOP: application, signature, clock, address, session, quota."""

import time
from collections.abc import Mapping

from fastapi import Request

from orderhub_sandbox.clock import local_text, read_local
from orderhub_sandbox.faults import CallPlace
from orderhub_sandbox.form import read_form
from orderhub_sandbox.gateway import Call
from orderhub_sandbox.shops import App
from orderhub_sandbox.taobao.methods import METHODS, WITHOUT_SESSION
from orderhub_sandbox.taobao.refusals import refuse
from orderhub_sandbox.taobao.signature import sign_of
from orderhub_sandbox.world import World

_TOLERANCE_SECONDS = 600


def read(world: World, request: Request, body: bytes) -> Call:
    """The call as received, before anything is checked."""
    params = read_form(request, body)
    shop = world.shop_of_token("taobao", params.get("session", ""))
    place = CallPlace(
        channel="taobao",
        method=params.get("method", ""),
        app_key=params.get("app_key", ""),
        shop_name=shop.name if shop else "",
        shop_index=shop.index if shop else -1,
    )
    address = request.client.host if request.client else ""
    return Call(place, params, shop, request.method, address)


def admit(world: World, call: Call) -> None:
    """Raises Refused with TOP's own answer for the first thing that is wrong."""
    if call.verb != "POST":
        raise refuse("verb")
    app = _app_of(world, call.params)
    _check_shape(call.params)
    _check_signature(call.params, app)
    _check_clock(world, call.params)
    if app.addresses is not None and call.address not in app.addresses:
        raise refuse("address_blocked", call.address)
    if call.place.method not in WITHOUT_SESSION:
        _check_session(call, app)
    if call.shop and (used_up := call.shop.limiter.refuse(time.time())):
        raise refuse(used_up, "1")


def _app_of(world: World, params: Mapping[str, str]) -> App:
    key = params.get("app_key")
    if not key:
        raise refuse("app_key_missing")
    app = next((shop.app for shop in world.shops["taobao"] if shop.app.key == key), None)
    if app is None:
        raise refuse("app_key_wrong")
    return app


def _check_shape(params: Mapping[str, str]) -> None:
    method = params.get("method")
    if not method:
        raise refuse("method_missing")
    if method not in METHODS:
        raise refuse("method_unknown", method)
    if params.get("format", "xml") != "json":
        raise refuse("format")
    if not params.get("v"):
        raise refuse("version_missing")
    if params["v"] != "2.0":
        raise refuse("version_wrong")


def _check_signature(params: Mapping[str, str], app: App) -> None:
    if not params.get("sign"):
        raise refuse("sign_missing")
    try:
        expected = sign_of(params, app.secret)
    except KeyError:
        raise refuse("sign_wrong") from None
    if params["sign"] != expected:
        raise refuse("sign_wrong")


def _check_clock(world: World, params: Mapping[str, str]) -> None:
    text = params.get("timestamp")
    if not text:
        raise refuse("timestamp_missing")
    now = world.now("taobao")
    try:
        sent_at = int(text) // 1000 if text.isdigit() else read_local(text)
    except ValueError:
        raise refuse("timestamp_wrong", local_text(now)) from None
    if abs(sent_at - now) > _TOLERANCE_SECONDS:
        raise refuse("timestamp_wrong", local_text(now))


def _check_session(call: Call, app: App) -> None:
    token, shop = call.params.get("session"), call.shop
    if not token:
        raise refuse("session_missing")
    if shop is None or shop.app is not app:
        raise refuse("session_unknown")
    if token != shop.grant.access_token:
        raise refuse("revoked")
    if shop.grant.state != "valid":
        raise refuse(shop.grant.state)
