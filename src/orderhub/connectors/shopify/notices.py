"""Shopify's webhooks (channels reference §7.5)."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from orderhub.connector_kit.contract import Credentials
from orderhub.connector_kit.notices import Notice
from orderhub.connector_kit.readers import ident, instant_or_none, node, text
from orderhub.connector_kit.signing import hmac_base64
from orderhub.kernel.errors import ContractViolation
from orderhub.kernel.types import Refusal


def verify_push(
    credentials: Credentials, headers: Mapping[str, str], body: bytes, _: datetime
) -> str | Refusal:
    """The event's number, or why it is not Shopify's. It names no time that is signed."""
    given = headers.get("x-shopify-hmac-sha256", "")
    if not given:
        return Refusal("signature_missing", "X-Shopify-Hmac-Sha256 is needed")
    wanted = hmac_base64(credentials["client_secret"].encode(), body)
    if not hmac.compare_digest(wanted.encode(), given.encode()):
        return Refusal("signature_wrong", "the signature does not fit the app's secret")
    return headers.get("x-shopify-event-id") or headers.get("x-shopify-webhook-id") or given


def read_notices(_: Credentials, body: bytes) -> Sequence[Notice]:
    """What a body is about: an order, something of an order, or the shop that took the app away.
    Anything else says nothing to us. Equal bodies are one message: the number of an event is not
    in the body."""
    try:
        about = node(orjson.loads(body))
        topic, external_no = _subject(about)
        at = instant_or_none(about.get("updated_at"))
    except (KeyError, TypeError, ValueError):
        raise ContractViolation("a delivery cannot be read", field="body") from None
    if not topic:
        return ()
    return (
        Notice(
            message_no=hashlib.sha256(body).hexdigest()[:32],
            topic=topic,
            external_no=external_no,
            account_no=text(about.get("myshopify_domain")),
            revoked=topic == "app",
            at=at,
        ),
    )


def _subject(about: Mapping[str, Any]) -> tuple[str, str]:
    if "order_id" in about:
        return "order.part", ident(about["order_id"])
    if "line_items" in about or text(about.get("admin_graphql_api_id")).startswith(
        "gid://shopify/Order/"
    ):
        return "order", ident(about["id"])
    # The topic stands in a header; only `app/uninstalled` sends the shop itself to an order hub.
    return ("app", "") if "myshopify_domain" in about else ("", "")
