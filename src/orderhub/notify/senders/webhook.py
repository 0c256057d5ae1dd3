"""Webhooks signed after Standard Webhooks: id, time and body under HMAC-SHA256. Pure."""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime

from orderhub.kernel.errors import ChannelRefused

PREFIX = "whsec_"


def signed(secret: str, key: str, body: bytes, at: datetime) -> dict[str, str]:
    """The three headers; `key` lets the receiver drop repeats. Without a secret, no signature."""
    stamp = str(int(at.timestamp()))
    head = {"webhook-id": key, "webhook-timestamp": stamp}
    if not secret:
        return head
    content = b"%b.%b.%b" % (key.encode(), stamp.encode(), body)
    digest = hmac.new(_key(secret), content, hashlib.sha256).digest()
    return {**head, "webhook-signature": f"v1,{base64.b64encode(digest).decode()}"}


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ChannelRefused("the webhook's secret is not Base64") from None
