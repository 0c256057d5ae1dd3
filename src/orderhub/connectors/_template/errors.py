"""The channel's answers and codes into ours. An unknown code is our fault until it is known."""

from collections.abc import Mapping

from orderhub.connector_kit.answers import decode, safe_code
from orderhub.connector_kit.contract import Answer, Request
from orderhub.kernel.errors import (
    AuthExpired,
    BadRequest,
    ChannelUnavailable,
    ConnectorError,
    RateLimited,
)

CODES: Mapping[str, type[ConnectorError]] = {
    "token_expired": AuthExpired,
    "too_fast": RateLimited,
    "busy": ChannelUnavailable,
}


def classify(
    status: int, headers: Mapping[str, str], body: bytes, request: Request
) -> Answer | ConnectorError:
    """The answer of a call, or what went wrong; never the channel's free text."""
    document = decode(status, headers, body, request)
    if isinstance(document, ConnectorError):
        return document
    if document.get("ok") is True:
        return Answer(document, body)
    code = safe_code(document.get("error"))
    if not code:
        return ChannelUnavailable("the answer has no result in it", method=request.method)
    kind = CODES.get(code, BadRequest)
    return kind(kind.__doc__ or "", method=request.method, channel_code=code)
