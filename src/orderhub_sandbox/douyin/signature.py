"""Doudian signatures (channel reference, sections 4.2 and 4.11)."""

import hashlib
import hmac
import json
from collections.abc import Mapping

from orderhub_sandbox.form import to_bytes


def canonical(value: object) -> str:
    """The only form of `param_json` that the platform signs: sorted, compact, nothing escaped."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sign_of(params: Mapping[str, str], secret: str) -> str:
    """Lower-case hex for the call's `sign_method`, MD5 when it names none; KeyError for another."""
    signed = ("app_key", "method", "param_json", "timestamp", "v")
    text = b"".join(to_bytes(name) + to_bytes(params.get(name, "")) for name in signed)
    key = to_bytes(secret)
    whole = key + text + key
    match params.get("sign_method") or "md5":
        case "md5":
            return hashlib.md5(whole, usedforsecurity=False).hexdigest()
        case method:
            digest = {"hmac-sha256": "sha256"}[method]
            return hmac.new(key, whole, digest).hexdigest()


def event_sign_of(app_key: str, body: bytes, secret: str) -> str:
    """Lower-case hex over a push's body as it goes out."""
    whole = to_bytes(app_key) + body + to_bytes(secret)
    return hashlib.md5(whole, usedforsecurity=False).hexdigest()
