"""Kuaishou's signatures (channels reference §5.2): what is sent, byte for byte, before encoding."""

import base64
import hashlib
import hmac
from collections.abc import Mapping

SIGNED = ("access_token", "appkey", "method", "param", "signMethod", "timestamp", "version")


def sign(params: Mapping[str, str], sign_secret: str) -> str:
    """By the `signMethod` among the parameters: base64 for HMAC_SHA256, lower-case hex for MD5."""
    pairs = [f"{name}={params[name]}" for name in SIGNED if name in params]
    text = "&".join([*pairs, f"signSecret={sign_secret}"]).encode()
    if params["signMethod"] == "HMAC_SHA256":
        return base64.b64encode(hmac.digest(sign_secret.encode(), text, "sha256")).decode()
    # The platform's own scheme, chosen for a shop by name.
    return hashlib.md5(text, usedforsecurity=False).hexdigest()
