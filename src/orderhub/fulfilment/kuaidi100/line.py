"""How the tracking service is called: a form out, JSON back, three outcomes (reference §10)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

import orjson

from orderhub.connector_kit.answers import safe_code
from orderhub.connector_kit.contract import (
    Answer,
    Credentials,
    HttpCall,
    Request,
)
from orderhub.connector_kit.peers import peer
from orderhub.kernel.errors import (
    AuthRevoked,
    ChannelRefused,
    ChannelUnavailable,
    ConnectorError,
    ContractViolation,
)

OK = 200
SUBSCRIBE, QUERY = "poll", "poll/query.do"
# Subscribed, and subscribed before: the same to us (reference §10.2).
ACCEPTED = frozenset({"200", "501"})
BROKEN = "500"
NO_ROUTE = "500"  # the same code, of a query: it knows no route yet (§10.1)
# A wrong or lapsed key is mended by people and says nothing of the parcel.
CODES: Mapping[str, type[ConnectorError]] = {"503": AuthRevoked, "601": AuthRevoked}


def prepare(base_url: str, _: Credentials, request: Request, __: datetime) -> HttpCall:
    """`params` is the form; a subscription's `param` holds the key, so it goes into no log."""
    form = {name: str(value) for name, value in request.params.items()}
    return HttpCall(
        verb="POST",
        url=f"{base_url}/{request.method}",
        headers={"content-type": "application/x-www-form-urlencoded"},
        content=urlencode(form).encode(),
    )


def classify(
    status: int, _: Mapping[str, str], body: bytes, request: Request
) -> Answer | ConnectorError:
    """`returnCode` 200 or 501, of a query a route, or why not; everything else is no answer of the
    service."""
    method = request.method
    if status != OK:
        code = f"http:{status}"
        return ChannelUnavailable("the service does not answer", method=method, channel_code=code)
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict):
        return ContractViolation("the answer is no JSON object", method=method, field="response")
    told = cast("dict[str, Any]", said)
    code = str(told.get("returnCode", ""))
    is_query = method == QUERY
    if (is_query and isinstance(told.get("data"), list)) or (not is_query and code in ACCEPTED):
        return Answer(told, body)
    if code == BROKEN and not is_query:
        return ChannelUnavailable("the service is broken", method=method, channel_code=code)
    words = str(told.get("message", ""))[:200]
    return CODES.get(code, ChannelRefused)(words, method=method, channel_code=safe_code(code))


LINE = peer("tracking", "快递100", prepare, classify)
