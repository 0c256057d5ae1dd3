"""Who may call JD: application, signature, clock, address, token, quota."""

import time
from collections.abc import Mapping
from datetime import datetime

from fastapi import Request

from orderhub_sandbox.clock import local_text, read_local
from orderhub_sandbox.faults import CallPlace
from orderhub_sandbox.form import read_form
from orderhub_sandbox.gateway import Call
from orderhub_sandbox.jd.methods import METHODS
from orderhub_sandbox.jd.refusals import refuse
from orderhub_sandbox.jd.signature import sign_of
from orderhub_sandbox.shops import App
from orderhub_sandbox.world import World

_TOLERANCE_SECONDS = 360
_LONG_SHAPE = "%Y-%m-%d %H:%M:%S.%f%z"


def read(world: World, request: Request, body: bytes) -> Call:
    """The call as received, before anything is checked."""
    params = read_form(request, body)
    shop = world.shop_of_token("jd", params.get("access_token", ""))
    place = CallPlace(
        channel="jd",
        method=params.get("method", ""),
        app_key=params.get("app_key", ""),
        shop_name=shop.name if shop else "",
        shop_index=shop.index if shop else -1,
    )
    address = request.client.host if request.client else ""
    return Call(place, params, shop, request.method, address)


def admit(world: World, call: Call) -> None:
    """Raises Refused with JD's own answer for the first thing that is wrong."""
    app = _app_of(world, call.params)
    _check_shape(call.params)
    if not call.params.get("sign"):
        raise refuse("sign_missing")
    if call.params["sign"] != sign_of(call.params, app.secret):
        raise refuse("sign_wrong")
    _check_clock(world, call.params)
    if app.addresses is not None and call.address not in app.addresses:
        raise refuse("address_blocked", call.address)
    _check_token(call, app)
    if call.shop and (used_up := call.shop.limiter.refuse(time.time())):
        raise refuse(used_up, "1")


def _app_of(world: World, params: Mapping[str, str]) -> App:
    key = params.get("app_key")
    if not key:
        raise refuse("app_key_missing")
    app = next((shop.app for shop in world.shops["jd"] if shop.app.key == key), None)
    if app is None:
        raise refuse("app_key_wrong")
    return app


def _check_shape(params: Mapping[str, str]) -> None:
    method, version = params.get("method"), params.get("v")
    if not method:
        raise refuse("method_missing")
    if method not in METHODS:
        raise refuse("method_unknown", method)
    if not version:
        raise refuse("version_missing")
    if version != "2.0":
        raise refuse("version_wrong")


def _check_clock(world: World, params: Mapping[str, str]) -> None:
    text = params.get("timestamp")
    if not text:
        raise refuse("timestamp_missing")
    now = world.now("jd")
    try:
        sent_at = _read_timestamp(text)
    except ValueError:
        raise refuse("timestamp_wrong", local_text(now)) from None
    if abs(sent_at - now) > _TOLERANCE_SECONDS:
        raise refuse("timestamp_wrong", local_text(now))


def _read_timestamp(text: str) -> float:
    if "." in text:
        return datetime.strptime(text, _LONG_SHAPE).astimezone().timestamp()
    return read_local(text)


def _check_token(call: Call, app: App) -> None:
    token, shop = call.params.get("access_token"), call.shop
    if not token:
        raise refuse("token_missing")
    if shop is None or shop.app is not app or token != shop.grant.access_token:
        raise refuse("revoked")
    if shop.grant.state != "valid":
        raise refuse(shop.grant.state)
