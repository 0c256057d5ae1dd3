"""Shopify's consent page and token address (channel reference, section 7.1)."""

import hashlib
import hmac
from collections.abc import Mapping

import orjson
from fastapi import Request, Response

from orderhub_sandbox.consent import consent
from orderhub_sandbox.gateway import json_response
from orderhub_sandbox.grants import shop_of_code
from orderhub_sandbox.json_text import as_row, read_json
from orderhub_sandbox.shopify.admission import CHANNEL
from orderhub_sandbox.shopify.methods import domain_of
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_BAD_REQUEST = 400
_SCOPE = "read_orders,write_inventory,write_merchant_managed_fulfillment_orders"


def authorize(world: World, request: Request) -> Response:
    """`/shopify/admin/oauth/authorize`: the way back is signed with the app's secret."""

    def signed(shop: Shop, told: Mapping[str, str]) -> Mapping[str, str]:
        query = {
            **told,
            "shop": domain_of(shop),
            "host": "YWRtaW4",
            "timestamp": str(world.now(CHANNEL)),
        }
        return {**query, "hmac": signature_of(query, shop.app.secret)}

    return consent(world, CHANNEL, request, request.query_params.get("client_id", ""), signed)


def signature_of(query: Mapping[str, str], secret: str) -> str:
    """Lower-case hex over the pairs but `hmac`, sorted."""
    message = "&".join(f"{key}={query[key]}" for key in sorted(query) if key != "hmac")
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


async def access_token(world: World, request: Request) -> Response:
    """`/shopify/admin/oauth/access_token`: exchanges a code for a token that does not end."""
    try:
        asked = as_row(read_json((await request.body()).decode())) or {}
    except ValueError:
        asked = {}
    shop = None
    pair = asked.get("client_id"), asked.get("client_secret")
    if any((known.app.key, known.app.secret) == pair for known in world.shops[CHANNEL]):
        shop = shop_of_code(world, CHANNEL, str(pair[0]), str(asked.get("code") or ""))
    world.calls.count(CHANNEL, "oauth.access_token", "ok" if shop else "error:invalid_request")
    if shop is None:
        error = {
            "error": "invalid_request",
            "error_description": "The authorization code was not found or was already used",
        }
        return json_response(orjson.dumps(error), _BAD_REQUEST)
    return json_response(orjson.dumps({"access_token": shop.grant.access_token, "scope": _SCOPE}))
