"""How the tracking service is called: a form out, JSON back, three outcomes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

import orjson

from orderhub.connector_kit.contract import (
    Answer,
    Credentials,
    HttpCall,
    Request,
)
from orderhub.connector_kit.peers import peer
from orderhub.kernel.errors import (
    ChannelRefused,
    ChannelUnavailable,
    ConnectorError,
    ContractViolation,
)

OK = 200
# Subscribed, and subscribed before: the same to us (reference §10.2).
ACCEPTED = frozenset({"200", "501"})
BROKEN = "500"


def prepare(base_url: str, _: Credentials, request: Request, __: datetime) -> HttpCall:
    """`params["param"]` is the JSON text; it holds the key, so it goes into no log."""
    form = {"schema": "json", "param": str(request.params["param"])}
    return HttpCall(
        verb="POST",
        url=f"{base_url}/{request.method}",
        headers={"content-type": "application/x-www-form-urlencoded"},
        content=urlencode(form).encode(),
    )


def classify(
    status: int, _: Mapping[str, str], body: bytes, request: Request
) -> Answer | ConnectorError:
    """`returnCode` 200 or 501, or why not; everything else is no answer of the service."""
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
    if code in ACCEPTED:
        return Answer(told, body)
    if code == BROKEN:
        return ChannelUnavailable("the service is broken", method=method, channel_code=code)
    return ChannelRefused(str(told.get("message", ""))[:200], method=method, channel_code=code)


LINE = peer("tracking", "快递100", prepare, classify)
