"""Shopify's webhooks (channel reference, section 7.5): bodies are those of the older REST API."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

import orjson

from orderhub_sandbox.clock import utc_text
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.notices import Notices, Post
from orderhub_sandbox.orders import STATUSES, Order, yuan
from orderhub_sandbox.outbox import Message
from orderhub_sandbox.shopify.methods import domain_of
from orderhub_sandbox.shopify.orders import line_id
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_OK, _FOREIGN = 200, 300


def signature_of(body: bytes, secret: str) -> str:
    """`X-Shopify-Hmac-Sha256` of a body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def _post(world: World, shop: Shop, messages: Sequence[Message], secret: str) -> Post:
    message = messages[0]
    order = shop.book.find(message.external_no)
    body = orjson.dumps(_order(order) if order else _shop(shop))
    headers = {
        "content-type": "application/json",
        "x-shopify-topic": message.topic,
        "x-shopify-hmac-sha256": signature_of(body, secret),
        "x-shopify-shop-domain": domain_of(shop),
        "x-shopify-webhook-id": f"w-{message.message_no}",
        "x-shopify-event-id": f"e-{message.message_no}",
        "x-shopify-triggered-at": utc_text(world.now(shop.channel)),
        "x-shopify-api-version": "2026-10",
    }
    return Post(headers, body)


def _order(order: Order) -> Row:
    return {
        "id": int(order.external_no) if order.external_no.isdigit() else order.external_no,
        "admin_graphql_api_id": f"gid://shopify/Order/{order.external_no}",
        "created_at": utc_text(order.placed_at),
        "updated_at": utc_text(order.modified_at),
        "total_price": yuan(order.total_minor),
        "line_items": [
            {"id": line_id(order, at), "sku": line.sku_code, "quantity": line.quantity}
            for at, line in enumerate(order.lines)
        ],
    }


def _shop(shop: Shop) -> Row:
    return {"id": shop.index + 1, "name": shop.name, "myshopify_domain": domain_of(shop)}


def _acknowledged(status: int, _body: bytes) -> bool:
    return _OK <= status < _FOREIGN


_EVENTS = (*(f"order.{status}" for status in STATUSES), "order.moved", "order.changed")
NOTICES = Notices(
    topics={**dict.fromkeys(_EVENTS, "orders/updated"), "shop.revoked": "app/uninstalled"},
    post=_post,
    acknowledged=_acknowledged,
)
