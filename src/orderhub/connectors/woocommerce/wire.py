"""What goes over the wire to a store (channels reference §6.1, §6.2): addresses and keys."""

import base64
import secrets
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import orjson

from orderhub.connector_kit.contract import Credentials, HttpCall, Request
from orderhub.connector_kit.readers import to_unix_s
from orderhub.connectors.woocommerce.signing import query_of, sign

LIST = "GET /orders"
DETAIL = "GET /orders/{id}"
REFUNDS = "GET /orders/{id}/refunds"
_API = "/wp-json/wc/v3"
_WITH_BODY = frozenset({"POST", "PUT"})
_JSON = MappingProxyType({"content-type": "application/json"})


def prepare(base_url: str, credentials: Credentials, request: Request, now: datetime) -> HttpCall:
    """A call with the store's keys: in a header over https; over http, where anybody could read
    them, only as a signature in the address."""
    verb, path = request.method.split(" ", 1)
    params = dict(request.params)
    places = {name: str(params.pop(name)) for name in list(params) if f"{{{name}}}" in path}
    url = base_url.rstrip("/") + _API + _filled(path, places)
    query = {} if verb in _WITH_BODY else {n: str(v) for n, v in params.items()}
    headers = dict(_JSON) if verb in _WITH_BODY else {}
    if url.startswith("https://"):
        pair = f"{credentials['consumer_key']}:{credentials['consumer_secret']}"
        headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        query = _signed(verb, url, query, credentials, now)
    return HttpCall(
        verb=verb,
        url=f"{url}?{query_of(query)}" if query else url,
        headers=headers,
        content=orjson.dumps(params) if verb in _WITH_BODY else b"",
    )


def _filled(path: str, places: Mapping[str, str]) -> str:
    for name, value in places.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    return path


def _signed(
    verb: str, url: str, query: Mapping[str, Any], credentials: Credentials, now: datetime
) -> dict[str, str]:
    params = {
        **query,
        "oauth_consumer_key": credentials["consumer_key"],
        "oauth_nonce": secrets.token_hex(16),
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_timestamp": str(to_unix_s(now)),
    }
    signature = sign(verb, url, params, credentials["consumer_secret"])
    return {**params, "oauth_signature": signature}
