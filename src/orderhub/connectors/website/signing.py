"""Standard Webhooks signatures over the exact bytes received (reliability reference §1)."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from datetime import datetime

from orderhub.connector_kit.contract import Credentials
from orderhub.kernel.types import Refusal

TOLERANCE_S = 300
_PREFIX = "whsec_"


def verify_push(
    credentials: Credentials, headers: Mapping[str, str], body: bytes, now: datetime
) -> str | Refusal:
    """The sender's message id, or why the push is not his. `webhook_secret` may hold several
    secrets separated by spaces, so that one can follow the other; header names are lower case."""
    message = headers.get("webhook-id", "")
    at, given = headers.get("webhook-timestamp", ""), headers.get("webhook-signature", "")
    if not (message and at and given):
        return Refusal("signature_missing", "webhook-id, -timestamp and -signature are needed")
    if not (at.isascii() and at.isdecimal()) or abs(int(at) - now.timestamp()) > TOLERANCE_S:
        return Refusal("signature_stale", "webhook-timestamp is not within five minutes of now")
    signed = b".".join((message.encode(), at.encode(), body))
    candidates = [part.removeprefix("v1,") for part in given.split() if part.startswith("v1,")]
    for secret in credentials.get("webhook_secret", "").split():
        wanted = _signature(secret, signed)
        if any(hmac.compare_digest(wanted, candidate.encode()) for candidate in candidates):
            return message
    return Refusal("signature_wrong", "no signature of the push fits a secret of this shop")


def _signature(secret: str, signed: bytes) -> bytes:
    encoded = secret.removeprefix(_PREFIX)
    try:
        key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except binascii.Error:
        key = secret.encode()
    return base64.b64encode(hmac.digest(key, signed, "sha256"))
