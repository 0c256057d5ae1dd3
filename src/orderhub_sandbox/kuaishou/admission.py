"""Who may call Kuaishou: application, form, signature, address, token, quota."""

import time
from collections.abc import Mapping

from fastapi import Request

from orderhub_sandbox.faults import CallPlace
from orderhub_sandbox.form import read_form
from orderhub_sandbox.gateway import Call
from orderhub_sandbox.kuaishou.methods import METHODS
from orderhub_sandbox.kuaishou.refusals import refuse
from orderhub_sandbox.kuaishou.secrets import sign_secret_of
from orderhub_sandbox.kuaishou.signature import sign_of
from orderhub_sandbox.kuaishou.tokens import is_good
from orderhub_sandbox.shops import App
from orderhub_sandbox.world import World

_FORM = "application/x-www-form-urlencoded"


def read(world: World, request: Request, body: bytes) -> Call:
    """The call as received, before anything is checked; the path is the method."""
    is_form = request.headers.get("content-type", "").startswith(_FORM)
    params = read_form(request, body if is_form else b"")
    shop = world.shop_of_token("kuaishou", params.get("access_token", ""))
    place = CallPlace(
        channel="kuaishou",
        method="open." + str(request.path_params["rest"]).replace("/", "."),
        app_key=params.get("appkey", ""),
        shop_name=shop.name if shop else "",
        shop_index=shop.index if shop else -1,
    )
    address = request.client.host if request.client else ""
    return Call(place, params, shop, request.method, address)


def admit(world: World, call: Call) -> None:
    """Raises Refused with Kuaishou's own answer for the first thing that is wrong."""
    app = _app_of(world, call.params)
    _check_form(call)
    _check_signature(call.params, app)
    if app.addresses is not None and call.address not in app.addresses:
        raise refuse("address_blocked", call.address)
    _check_token(world, call, app)
    if call.shop and (used_up := call.shop.limiter.refuse(time.time())):
        raise refuse(used_up, "1")


def _app_of(world: World, params: Mapping[str, str]) -> App:
    key = params.get("appkey")
    app = next((shop.app for shop in world.shops["kuaishou"] if shop.app.key == key), None)
    if app is None:
        raise refuse("app_wrong")
    return app


def _check_form(call: Call) -> None:
    method = call.place.method
    if method not in METHODS or call.params.get("method") != method:
        raise refuse("method_unknown", method)
    if call.verb != METHODS[method].verb:
        raise refuse("request_wrong", f"{method} takes {METHODS[method].verb}")
    if call.params.get("version") != "1":
        raise refuse("request_wrong", "version")
    if not call.params.get("timestamp", "").isdigit():
        raise refuse("request_wrong", "timestamp")


def _check_signature(params: Mapping[str, str], app: App) -> None:
    try:
        expected = sign_of(params, sign_secret_of(app))
    except KeyError:
        raise refuse("request_wrong", "signMethod") from None
    if params.get("sign") != expected:
        raise refuse("sign_wrong")


def _check_token(world: World, call: Call, app: App) -> None:
    token, shop = call.params.get("access_token"), call.shop
    if not token:
        raise refuse("token_missing")
    if shop is None or shop.app is not app:
        raise refuse("revoked")
    if shop.grant.state != "valid":
        raise refuse(shop.grant.state)
    if not is_good(shop, token, world.now("kuaishou")):
        raise refuse("expired")
