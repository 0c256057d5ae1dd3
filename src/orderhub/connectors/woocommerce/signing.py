"""WooCommerce's OAuth 1.0a without a token, for stores over http (channels reference §6.1)."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from orderhub.connector_kit.signing import hmac_base64


def sign(verb: str, url: str, params: Mapping[str, str], secret: str) -> str:
    """`oauth_signature` of a call to `url` (without its query) with these parameters."""
    joined = query_of(dict(sorted(params.items())))
    base = "&".join((verb, _encoded(url), _encoded(joined)))
    return hmac_base64(f"{secret}&".encode(), base.encode())


def query_of(params: Mapping[str, str]) -> str:
    """A query, percent-encoded by RFC 3986 as the signature has it."""
    return urlencode(params, quote_via=quote, safe="")


def _encoded(text: str) -> str:
    return quote(text, safe="")
