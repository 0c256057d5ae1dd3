"""Who may call a Shopify shop: a token says so (channel reference, section 7.1)."""

import re
import time

from fastapi import Request

from orderhub_sandbox.faults import CallPlace
from orderhub_sandbox.gateway import Call
from orderhub_sandbox.json_text import read_json
from orderhub_sandbox.shopify.graphql import read_call
from orderhub_sandbox.shopify.refusals import refuse, refuse_status
from orderhub_sandbox.world import World

CHANNEL = "shopify"
_PATH = re.compile(r"/shopify/admin/api/\d{4}-\d{2}/graphql\.json")


def read(world: World, request: Request, body: bytes) -> Call:
    """The call as received, before anything is checked; its method is the first field it asks."""
    shop = world.shop_of_token(CHANNEL, request.headers.get("x-shopify-access-token", ""))
    try:
        _, fields = read_call(read_json(body.decode()))
        method = fields[0].name if fields else ""
    except ValueError:
        method = ""
    place = CallPlace(
        channel=CHANNEL,
        method=method,
        app_key=shop.app.key if shop else "",
        shop_name=shop.name if shop else "",
        shop_index=shop.index if shop else -1,
    )
    return Call(
        place,
        dict(request.headers),
        shop,
        request.method,
        request.client.host if request.client else "",
        url=request.url.path,
        content=body,
    )


def admit(world: World, call: Call) -> None:
    """Raises Refused with Shopify's own answer for the first thing that is wrong."""
    del world
    if _PATH.fullmatch(call.url) is None:
        raise refuse_status(404)
    token = call.params.get("x-shopify-access-token", "")
    if call.shop is None or token != call.shop.grant.access_token:
        raise refuse("token_missing")
    if call.shop.grant.state != "valid":
        raise refuse(call.shop.grant.state)
    if used_up := call.shop.limiter.refuse(time.time()):
        raise refuse(used_up, "1")
