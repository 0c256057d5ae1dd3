"""TOP's signatures (channels reference §1.2)."""

import hmac
from collections.abc import Mapping

from orderhub.connector_kit.signing import joined, wrapped_md5

_HMAC = {"hmac": "md5", "hmac-sha256": "sha256"}


def sign(params: Mapping[str, str], secret: str) -> str:
    """Upper-case hex by the `sign_method` among the parameters; KeyError for an unknown method."""
    method = params["sign_method"]
    if method == "md5":
        return wrapped_md5(params, secret)
    return hmac.new(secret.encode(), joined(params).encode(), _HMAC[method]).hexdigest().upper()
