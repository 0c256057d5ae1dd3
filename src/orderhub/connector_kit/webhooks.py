"""Signatures of messages that come in: Standard Webhooks, or a plain HMAC of the body. Pure."""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

from orderhub.kernel.types import Refusal

TOLERANCE_S = 300
PLAIN = "x-hub-signature-256"
MISSING, STALE, WRONG = "signature_missing", "signature_stale", "signature_wrong"
_PREFIX = "whsec_"


def verify_webhook(
    secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: datetime
) -> str | Refusal:
    """The sender's message id, or why the message is not his: Standard Webhooks over the exact
    bytes received (reliability reference §1). Header names are lower case."""
    message = headers.get("webhook-id", "")
    at, given = headers.get("webhook-timestamp", ""), headers.get("webhook-signature", "")
    if not (message and at and given):
        return Refusal(MISSING, "webhook-id, -timestamp and -signature are needed")
    if not (at.isascii() and at.isdecimal()) or abs(int(at) - now.timestamp()) > TOLERANCE_S:
        return Refusal(STALE, "webhook-timestamp is not within five minutes of now")
    signed = b".".join((message.encode(), at.encode(), body))
    candidates = [part.removeprefix("v1,") for part in given.split() if part.startswith("v1,")]
    for secret in secrets:
        wanted = base64.b64encode(hmac.digest(_key(secret), signed, "sha256"))
        if any(hmac.compare_digest(wanted, candidate.encode()) for candidate in candidates):
            return message
    return Refusal(WRONG, "no signature fits a secret that is known here")


def verify_plain(secrets: Sequence[str], headers: Mapping[str, str], body: bytes) -> Refusal | None:
    """Why the body is not the sender's, by `X-Hub-Signature-256: sha256=<hex>`: HMAC-SHA256 with
    the secret as it is written. It has no time: only for messages that may come twice."""
    given = headers.get(PLAIN, "").removeprefix("sha256=").lower()
    if not given:
        return Refusal(MISSING, "the header X-Hub-Signature-256 is needed")
    for secret in secrets:
        wanted = hmac.digest(secret.encode(), body, "sha256").hex()
        if hmac.compare_digest(wanted.encode(), given.encode()):
            return None
    return Refusal(WRONG, "no signature fits a secret that is known here")


def _key(secret: str) -> bytes:
    encoded = secret.removeprefix(_PREFIX)
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except binascii.Error:
        return secret.encode()
