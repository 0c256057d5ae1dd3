"""JD request signatures (channel reference, section 2.2)."""

import hashlib
from collections.abc import Mapping

from orderhub_sandbox.form import joined, to_bytes


def sign_of(params: Mapping[str, str], secret: str) -> str:
    """MD5 of the joined parameters between two secrets, upper-case hex."""
    key = to_bytes(secret)
    return hashlib.md5(key + joined(params) + key, usedforsecurity=False).hexdigest().upper()
