"""A store's webhooks (channel reference, section 6.5): sent once, whatever is answered."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

import orjson

from orderhub_sandbox.notices import Notices, Post
from orderhub_sandbox.orders import STATUSES
from orderhub_sandbox.outbox import Message
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.woocommerce.orders import number_of, order_row
from orderhub_sandbox.world import World


def signature_of(body: bytes, secret: str) -> str:
    """`X-WC-Webhook-Signature` of a body."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _post(_world: World, shop: Shop, messages: Sequence[Message], secret: str) -> Post:
    message = messages[0]
    order = shop.book.find(message.external_no)
    body = orjson.dumps(order_row(order) if order else {"id": number_of(message.external_no)})
    resource, _, event = message.topic.partition(".")
    headers = {
        "content-type": "application/json",
        "x-wc-webhook-source": "https://store.example/",
        "x-wc-webhook-topic": message.topic,
        "x-wc-webhook-resource": resource,
        "x-wc-webhook-event": event,
        "x-wc-webhook-signature": signature_of(body, secret),
        "x-wc-webhook-id": "1",
        "x-wc-webhook-delivery-id": hashlib.sha256(message.message_no.encode()).hexdigest()[:32],
    }
    return Post(headers, body)


def _sent(_status: int, _body: bytes) -> bool:
    """A store does not send again."""
    return True


_EVENTS = (*(f"order.{status}" for status in STATUSES), "order.moved", "order.changed")
NOTICES = Notices(topics=dict.fromkeys(_EVENTS, "order.updated"), post=_post, acknowledged=_sent)
