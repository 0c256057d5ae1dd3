"""Shopify's answers and codes into ours (channels reference §7.4)."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, cast

import orjson

from orderhub.connector_kit.answers import no_answer, safe_code
from orderhub.connector_kit.contract import Answer, Request
from orderhub.connector_kit.readers import node
from orderhub.kernel.errors import (
    AuthRevoked,
    BadRequest,
    ChannelRefused,
    ChannelUnavailable,
    ConnectorError,
    RateLimited,
    ScopeMissing,
)

_OK = 200
_BAD_REQUEST = 400
# Codes inside of HTTP 200.
CODES: Mapping[str, type[ConnectorError]] = {
    "THROTTLED": RateLimited,
    "ACCESS_DENIED": ScopeMissing,
    "SHOP_INACTIVE": ScopeMissing,
    # Our documents are constants, so a field that is not there has been retired.
    "undefinedField": ScopeMissing,
    "MAX_COST_EXCEEDED": BadRequest,
    "INTERNAL_SERVER_ERROR": ChannelUnavailable,
    "TIMEOUT": ChannelUnavailable,
}
STATUSES: Mapping[int, tuple[type[ConnectorError], str]] = {
    401: (AuthRevoked, "the shop does not know this token"),
    402: (ScopeMissing, "the shop is frozen: its bill is open"),
    403: (ScopeMissing, "the token lacks a permission"),
    404: (ScopeMissing, "there is no such shop at this address"),
    422: (ChannelRefused, "the shop refused"),
    423: (ScopeMissing, "the shop is locked"),
}


def classify(
    status: int, headers: Mapping[str, str], body: bytes, request: Request
) -> Answer | ConnectorError:
    """The answer of a call, or what went wrong; errors never repeat the platform's free text."""
    document = _document(body)
    if request.host == "oauth" and status in (_OK, _BAD_REQUEST) and document:
        return _grant(document, body, request)
    if status in STATUSES:
        kind, detail = STATUSES[status]
        return kind(detail, method=request.method, channel_code=f"http {status}")
    if status != _OK or not document:
        return no_answer(status, headers, body, request)
    failures = _rows(document.get("errors"))
    if failures:
        return _failure(failures[0], document, request)
    if not node(document.get("data")):
        return ChannelUnavailable("the answer has no data in it", method=request.method)
    return _refusal(node(document["data"]), request) or Answer(document, body)


def _document(body: bytes) -> dict[str, Any]:
    try:
        return node(orjson.loads(body))
    except orjson.JSONDecodeError:
        return {}


def _rows(value: object) -> Sequence[Mapping[str, Any]]:
    return [node(row) for row in cast("list[object]", value)] if isinstance(value, list) else []


def _grant(document: Mapping[str, Any], body: bytes, request: Request) -> Answer | ConnectorError:
    if document.get("access_token"):
        return Answer(document, body)
    code = safe_code(document.get("error"))
    return AuthRevoked("the grant was refused", method=request.method, channel_code=code)


def _failure(
    failure: Mapping[str, Any], document: Mapping[str, Any], request: Request
) -> ConnectorError:
    code = safe_code(node(failure.get("extensions")).get("code"))
    kind = CODES.get(code, BadRequest)
    if kind is RateLimited:
        return RateLimited(
            "the query budget is used up",
            retry_after_s=_wait(node(node(document.get("extensions")).get("cost"))),
            method=request.method,
            channel_code=code,
        )
    return kind(kind.__doc__ or "", method=request.method, channel_code=code)


def _wait(cost: Mapping[str, Any]) -> float | None:
    """Seconds until the bucket holds what the query asks for."""
    status = node(cost.get("throttleStatus"))
    try:
        lacking = float(cost["requestedQueryCost"]) - float(status["currentlyAvailable"])
        return float(max(1, ceil(lacking / float(status["restoreRate"]))))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None


def _refusal(data: Mapping[str, Any], request: Request) -> ConnectorError | None:
    for told in map(node, data.values()):
        if refused := _rows(told.get("userErrors")):
            code = safe_code(refused[0].get("code"))
            return ChannelRefused("the shop refused", method=request.method, channel_code=code)
    return None
