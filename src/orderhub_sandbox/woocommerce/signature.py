"""One-legged OAuth 1.0a over what was received (channel reference, section 6.1)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote


def signature_of(verb: str, url: str, params: Mapping[str, str], secret: str) -> str:
    """What `oauth_signature` must be; `url` has no query."""
    pairs = sorted((name, value) for name, value in params.items() if name != "oauth_signature")
    normal = "&".join(f"{quote(name, '-._~')}={quote(value, '-._~')}" for name, value in pairs)
    base = f"{verb.upper()}&{quote(url, '-._~')}&{quote(normal, '-._~')}"
    digest = hmac.new(f"{secret}&".encode(), base.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
