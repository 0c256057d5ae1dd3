"""Doudian's signatures (channels reference §4.2, §4.11)."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import orjson


def canonical(params: Mapping[str, Any]) -> str:
    """`param_json`: keys sorted at every level, no spaces, nothing escaped that need not be."""
    return orjson.dumps(params, option=orjson.OPT_SORT_KEYS).decode()


def sign(app_key: str, method: str, param_json: str, timestamp: str, secret: str) -> str:
    """Lower-case hex of the HMAC-SHA256 of a call; `param_json` as it is sent, byte for byte."""
    text = f"app_key{app_key}method{method}param_json{param_json}timestamp{timestamp}v2"
    return hmac.digest(secret.encode(), f"{secret}{text}{secret}".encode(), "sha256").hex()


def event_sign(app_key: str, body: bytes, secret: str) -> str:
    """Lower-case hex of the MD5 of a push, over the body as it came."""
    # The platform's own scheme, no choice of ours.
    whole = app_key.encode() + body + secret.encode()
    return hashlib.md5(whole, usedforsecurity=False).hexdigest()
