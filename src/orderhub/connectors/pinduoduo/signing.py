"""Pinduoduo's signatures (channels reference §3.2, §3.11)."""

import base64
import hashlib

from orderhub.connector_kit.signing import wrapped_md5 as sign

__all__ = ["message_digest", "sign"]


def message_digest(client_id: str, milliseconds: str, secret: str) -> str:
    """Base64 of the hex text of MD5(client_id + ms + secret), for the address of messages."""
    told = f"{client_id}{milliseconds}{secret}".encode()
    # The platform's own scheme, no choice of ours.
    return base64.b64encode(hashlib.md5(told, usedforsecurity=False).hexdigest().encode()).decode()
