"""Joining and digesting parameters as the open platforms sign them (channels reference §12)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping


def joined(params: Mapping[str, str]) -> str:
    """`name + value` of every non-empty parameter but `sign`, sorted by name."""
    return "".join(k + v for k, v in sorted(params.items()) if k and v and k != "sign")


def wrapped_md5(params: Mapping[str, str], secret: str) -> str:
    """Upper-case hex of MD5(secret + joined + secret)."""
    # The platforms' own scheme, no choice of ours.
    digest = hashlib.md5((secret + joined(params) + secret).encode(), usedforsecurity=False)
    return digest.hexdigest().upper()


def hmac_base64(key: bytes, message: bytes) -> str:
    """Base64 of HMAC-SHA256."""
    return base64.b64encode(hmac.digest(key, message, "sha256")).decode()
