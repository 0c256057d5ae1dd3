"""Webhooks signed after Standard Webhooks: id, time and body under HMAC-SHA256. Pure."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from orderhub.kernel.errors import ChannelRefused

PREFIX = "whsec_"


def signed(secrets: Sequence[str], key: str, body: bytes, at: datetime) -> dict[str, str]:
    """The three headers; `key` lets the receiver drop repeats. One signature for each secret,
    parted by spaces, so that one secret can follow another; without secrets, none."""
    stamp = str(int(at.timestamp()))
    head = {"webhook-id": key, "webhook-timestamp": stamp}
    if not secrets:
        return head
    content = b"%b.%b.%b" % (key.encode(), stamp.encode(), body)
    digests = [hmac.new(_key(one), content, hashlib.sha256).digest() for one in secrets]
    return {
        **head,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(one).decode()}" for one in digests),
    }


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ChannelRefused("the webhook's secret is not Base64") from None
