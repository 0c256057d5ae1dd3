"""The channel's signature. Check it against the example the channel publishes."""

import hmac
from collections.abc import Mapping

from orderhub.connector_kit.signing import joined


def sign(params: Mapping[str, str], secret: str) -> str:
    """Hex of HMAC-SHA256 over the sorted parameters."""
    return hmac.digest(secret.encode(), joined(params).encode(), "sha256").hex()
