"""A store's answers and codes into ours (channels reference §6.4)."""

from collections.abc import Mapping
from typing import Any, cast

import orjson

from orderhub.connector_kit.answers import no_answer, safe_code
from orderhub.connector_kit.contract import Answer, Request
from orderhub.connector_kit.readers import node
from orderhub.kernel.errors import (
    AddressBlocked,
    AuthRevoked,
    BadRequest,
    ChannelRefused,
    ClockSkewed,
    ConnectorError,
    ScopeMissing,
)

ROWS, TOTAL = "rows", "total"
_GONE = 410
_SUCCESS, _FOREIGN_PAGE, _SERVER_ERROR = 200, 300, 500
_UNAUTHORISED, _FORBIDDEN = 401, 403
_ASK_AGAIN = frozenset({408, 429, _GONE})
CODES: Mapping[str, type[ConnectorError]] = {
    # Our paths are constants, so one that is not there is not there any more, or not yet.
    "rest_no_route": ScopeMissing,
    "rest_invalid_param": BadRequest,
    "rest_missing_callback_param": BadRequest,
    "rest_invalid_json": BadRequest,
}
_NOT_ALLOWED = "woocommerce_rest_cannot_"


def classify(
    status: int, headers: Mapping[str, str], body: bytes, request: Request
) -> Answer | ConnectorError:
    """The answer of a call, or what went wrong; errors never repeat the store's free text. A list,
    which stands bare in the body, becomes `rows` with the header's `total`."""
    document = _document(headers, body)
    if _SUCCESS <= status < _FOREIGN_PAGE and document:
        return Answer(document, body)
    if status == _FORBIDDEN and not _is_code(document, _NOT_ALLOWED):
        return AddressBlocked("the store's firewall refused us", **_known(document, request))
    if status in _ASK_AGAIN or status >= _SERVER_ERROR or "code" not in document:
        return no_answer(status, headers, body, request)
    return _refusal(status, document, request)


def _document(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    try:
        document: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    if not isinstance(document, list):
        return node(document)
    total = headers.get("x-wp-total", "")
    rows = cast("list[Any]", document)
    return {ROWS: rows, TOTAL: int(total) if total.isdecimal() else None}


def _is_code(document: Mapping[str, Any], prefix: str) -> bool:
    return str(document.get("code", "")).startswith(prefix)


def _known(document: Mapping[str, Any], request: Request) -> dict[str, str]:
    return {"method": request.method, "channel_code": safe_code(document.get("code"))}


def _refusal(status: int, document: Mapping[str, Any], request: Request) -> ConnectorError:
    known = _known(document, request)
    if status == _FORBIDDEN:
        return ScopeMissing("the key may not do this", **known)
    if status == _UNAUTHORISED:
        # One code for every wrong key, signature and clock: only the text tells the clock.
        if "timestamp" in str(document.get("message", "")).lower():
            return ClockSkewed("the store refused our timestamp", **known)
        return AuthRevoked("the store does not know this key", **known)
    kind = CODES.get(str(document["code"]), ChannelRefused)
    return kind(kind.__doc__ or "", **known)
