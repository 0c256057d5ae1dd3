"""Who may call Pinduoduo: client, signature, clock, address, token, quota."""

import time
from collections.abc import Mapping

from fastapi import Request

from orderhub_sandbox.faults import CallPlace
from orderhub_sandbox.form import read_form
from orderhub_sandbox.gateway import Call
from orderhub_sandbox.pinduoduo.methods import METHODS, WITHOUT_TOKEN
from orderhub_sandbox.pinduoduo.refusals import refuse
from orderhub_sandbox.pinduoduo.signature import sign_of
from orderhub_sandbox.shops import App
from orderhub_sandbox.world import World

_TOLERANCE_SECONDS = 600


def read(world: World, request: Request, body: bytes) -> Call:
    """The call as received, before anything is checked."""
    params = read_form(request, body)
    shop = world.shop_of_token("pinduoduo", params.get("access_token", ""))
    place = CallPlace(
        channel="pinduoduo",
        method=params.get("type", ""),
        app_key=params.get("client_id", ""),
        shop_name=shop.name if shop else "",
        shop_index=shop.index if shop else -1,
    )
    address = request.client.host if request.client else ""
    return Call(place, params, shop, request.method, address)


def admit(world: World, call: Call) -> None:
    """Raises Refused with Pinduoduo's own answer for the first thing that is wrong."""
    app = app_of(world, call.params.get("client_id", ""))
    if app is None:
        raise refuse("client_unknown")
    if call.place.method not in METHODS:
        raise refuse("type_unknown", call.place.method)
    if call.params.get("data_type") != "JSON":
        raise refuse("common_missing", "data_type")
    if call.params.get("sign") != sign_of(call.params, app.secret):
        raise refuse("sign_wrong")
    _check_clock(world, call.params)
    if app.addresses is not None and call.address not in app.addresses:
        raise refuse("address_blocked", call.address)
    if call.place.method not in WITHOUT_TOKEN:
        _check_token(call, app)
    if call.shop and (used_up := call.shop.limiter.refuse(time.time())):
        raise refuse(used_up, "1")


def app_of(world: World, client_id: str) -> App | None:
    return next((s.app for s in world.shops["pinduoduo"] if s.app.key == client_id), None)


def _check_clock(world: World, params: Mapping[str, str]) -> None:
    text = params.get("timestamp", "")
    if not text.isdigit():
        raise refuse("common_missing", "timestamp")
    if abs(int(text) - world.now("pinduoduo")) > _TOLERANCE_SECONDS:
        raise refuse("timestamp_wrong")


def _check_token(call: Call, app: App) -> None:
    token, shop = call.params.get("access_token"), call.shop
    if shop is None or shop.app is not app or token != shop.grant.access_token:
        raise refuse("revoked")
    if shop.grant.state != "valid":
        raise refuse(shop.grant.state)
