"""TOP request signatures (channel reference, section 1.2)."""

import hashlib
import hmac
from collections.abc import Mapping

from orderhub_sandbox.form import joined, to_bytes


def sign_of(params: Mapping[str, str], secret: str) -> str:
    """Upper-case hex for the request's `sign_method`; KeyError for a method TOP does not know."""
    text, key = joined(params), to_bytes(secret)
    match params.get("sign_method", "md5"):
        case "md5":
            return hashlib.md5(key + text + key, usedforsecurity=False).hexdigest().upper()
        case method:
            digest = {"hmac": "md5", "hmac-sha256": "sha256"}[method]
            return hmac.new(key, text, digest).hexdigest().upper()
