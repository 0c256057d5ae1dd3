"""Shopify signs what it sends: the seller's way back (channels reference §7.1)."""

import hmac
from collections.abc import Mapping


def callback_sign(query: Mapping[str, str], secret: str) -> str:
    """`hmac` of the query a seller comes back with: lower-case hex over the sorted rest."""
    rest = "&".join(f"{name}={value}" for name, value in sorted(query.items()) if name != "hmac")
    return hmac.digest(secret.encode(), rest.encode(), "sha256").hex()
