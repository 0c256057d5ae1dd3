"""Pinduoduo request signatures (channel reference, sections 3.2 and 3.11)."""

import base64
import hashlib
from collections.abc import Mapping

from orderhub_sandbox.form import joined, to_bytes


def sign_of(params: Mapping[str, str], secret: str) -> str:
    """MD5 of the joined parameters between two secrets, upper-case hex."""
    key = to_bytes(secret)
    return hashlib.md5(key + joined(params) + key, usedforsecurity=False).hexdigest().upper()


def digest_of(client_id: str, milliseconds: str, secret: str) -> str:
    """What stands at the end of the address of messages, before it is URL-encoded."""
    text = f"{client_id}{milliseconds}{secret}".encode()
    digest = hashlib.md5(text, usedforsecurity=False).hexdigest()
    return base64.b64encode(digest.encode()).decode()
