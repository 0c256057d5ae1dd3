"""A store's webhooks: the order as it stood (channels reference §6.5)."""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson

from orderhub.connector_kit.contract import Credentials
from orderhub.connector_kit.notices import Notice
from orderhub.connector_kit.readers import gmt_or_none, ident, node, text
from orderhub.connector_kit.signing import hmac_base64
from orderhub.kernel.errors import ContractViolation
from orderhub.kernel.types import Refusal

_PING = re.compile(rb"webhook_id=\d{1,20}")


def verify_push(
    credentials: Credentials, headers: Mapping[str, str], body: bytes, _: datetime
) -> str | Refusal:
    """The delivery's number, or why it is not the store's. The form that a store sends when a
    webhook is saved is not signed: it is let in, and says nothing. A webhook without a secret of
    its own is signed with the consumer secret; several are separated by spaces."""
    if _PING.fullmatch(body):
        return body.decode()
    given = headers.get("x-wc-webhook-signature", "")
    if not given:
        return Refusal("signature_missing", "X-WC-Webhook-Signature is needed")
    known = credentials.get("webhook_secret", "").split() or [credentials["consumer_secret"]]
    for secret in known:
        if hmac.compare_digest(hmac_base64(secret.encode(), body).encode(), given.encode()):
            return headers.get("x-wc-webhook-delivery-id") or given
    return Refusal("signature_wrong", "the signature does not fit a secret of this shop")


def read_notices(_: Credentials, body: bytes) -> Sequence[Notice]:
    """The order that changed, or was deleted (a body of nothing but its id). Products and customers
    say nothing to us. Equal bodies are one message: the number of a delivery is not in the body."""
    if _PING.fullmatch(body):
        return ()
    try:
        about = node(orjson.loads(body))
        if "line_items" not in about and set(about) != {"id"}:
            return ()
        return (
            Notice(
                message_no=hashlib.sha256(body).hexdigest()[:32],
                topic=f"order.{text(about.get('status')) or 'deleted'}",
                external_no=ident(about["id"]),
                at=gmt_or_none(about.get("date_modified_gmt")),
            ),
        )
    except (KeyError, TypeError, ValueError):
        raise ContractViolation("a delivery cannot be read", field="body") from None
