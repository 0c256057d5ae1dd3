"""Kuaishou request signatures (channel reference, section 5.2)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping

from orderhub_sandbox.form import to_bytes

_SIGNED = ("access_token", "appkey", "method", "param", "signMethod", "timestamp", "version")


def sign_of(params: Mapping[str, str], secret: str) -> str:
    """By the `signMethod` among the parameters; KeyError for an unknown one."""
    pairs = "&".join(f"{name}={params[name]}" for name in _SIGNED if name in params)
    text = to_bytes(f"{pairs}&signSecret={secret}")
    if params["signMethod"] == "MD5":
        return hashlib.md5(text, usedforsecurity=False).hexdigest()
    algorithm = {"HMAC_SHA256": "sha256"}[params["signMethod"]]
    return base64.b64encode(hmac.digest(secret.encode(), text, algorithm)).decode()
