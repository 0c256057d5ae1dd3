"""TOP's answers and codes into ours (channels reference §1.9)."""

import re
from collections.abc import Mapping
from typing import Any

from orderhub.connector_kit.answers import address_in, decode, safe_code
from orderhub.connector_kit.contract import Answer, Request
from orderhub.connector_kit.readers import node
from orderhub.kernel.errors import (
    AddressBlocked,
    AuthExpired,
    AuthRevoked,
    BadRequest,
    ChannelRefused,
    ChannelUnavailable,
    ClockSkewed,
    ConnectorError,
    RateLimited,
    ScopeMissing,
)

_BAN = re.compile(r"ban will last for (\d+) more second")
_ADDRESS_SUB_CODE = "isv.permission-ip-whitelist-limit"
_DAILY_SUB_CODE = "accesscontrol.limited-by-app-access-count"
_BAD_REQUEST = 400
_FOREIGN_SESSION = "sessionkey-not-generated-by-server"

CODES: Mapping[int, type[ConnectorError]] = {
    7: RateLimited,
    10: ChannelUnavailable,
    11: ScopeMissing,
    12: ScopeMissing,
    13: ScopeMissing,
    15: ChannelRefused,
    # Our methods are constants, so an invalid one has been retired.
    22: ScopeMissing,
    26: AuthExpired,
    27: AuthExpired,
    30: ClockSkewed,
    31: ClockSkewed,
    42: AuthRevoked,
    52: ChannelUnavailable,
    53: AuthRevoked,
    520: ChannelUnavailable,
}


def classify(
    status: int, headers: Mapping[str, str], body: bytes, request: Request
) -> Answer | ConnectorError:
    """The answer of a call, or what went wrong; errors never repeat the platform's free text."""
    if request.host == "oauth" and status == _BAD_REQUEST and b'"error"' in body:
        return AuthRevoked("the grant was refused", method=request.method)
    document = decode(status, headers, body, request)
    if isinstance(document, ConnectorError):
        return document
    if "error_response" in document:
        return _refusal(document["error_response"], request)
    if request.host == "oauth":
        return _grant(document, body, request)
    if not node(document.get(response_node(request.method))):
        return ChannelUnavailable("the answer has no response in it", method=request.method)
    return Answer(document, body)


def response_node(method: str) -> str:
    """taobao.trades.sold.get → trades_sold_get_response."""
    return method.removeprefix("taobao.").replace(".", "_") + "_response"


def _grant(document: Mapping[str, Any], body: bytes, request: Request) -> Answer | ConnectorError:
    if "access_token" in document:
        return Answer(document, body)
    code = safe_code(document.get("error"))
    return AuthRevoked("the grant was refused", method=request.method, channel_code=code)


def _refusal(refusal: object, request: Request) -> ConnectorError:
    told = node(refusal)
    sub_code, message = str(told.get("sub_code") or ""), told.get("sub_msg") or told.get("msg")
    known = {"method": request.method, "channel_code": safe_code(told.get("code"), sub_code)}
    try:
        code = int(told.get("code") or 0)
    except (TypeError, ValueError):
        code = 0
    if sub_code == _ADDRESS_SUB_CODE:
        return AddressBlocked(f"{address_in(message)} is not on the app's list", **known)
    if sub_code == _FOREIGN_SESSION:
        return AuthRevoked("the session key is not one of this platform", **known)
    if sub_code.startswith("isp."):
        return ChannelUnavailable("the platform failed", **known)
    kind = CODES.get(code, BadRequest)
    if kind is RateLimited:
        ban = _BAN.search(str(message))
        return RateLimited(
            "calls are limited",
            retry_after_s=float(ban.group(1)) if ban else None,
            daily=sub_code == _DAILY_SUB_CODE,
            **known,
        )
    return kind(kind.__doc__ or "", **known)
