"""How a warehouse is called: signed queries, XML both ways, three outcomes."""

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from orderhub.connector_kit.answers import safe_code
from orderhub.connector_kit.contract import (
    Answer,
    Credentials,
    HttpCall,
    Request,
)
from orderhub.connector_kit.peers import peer
from orderhub.fulfilment.qimen.wire import Element, read_xml, sign, wire_time
from orderhub.kernel.errors import (
    AddressBlocked,
    AuthRevoked,
    ChannelRefused,
    ChannelUnavailable,
    ClockSkewed,
    ConnectorError,
    ContractViolation,
    InvalidInput,
    RateLimited,
    ScopeMissing,
)

OK = 200
CREATE, CANCEL, HEARTBEAT = "deliveryorder.create", "order.cancel", "inventory.query"
ADDRESS_SUB_CODE = "isv.permission-ip-whitelist-limit"
# The router's own refusals (reference §9.8, §1.9). A wrong key or secret is mended by people, and
# says nothing of the order.
CODES: Mapping[str, type[ConnectorError]] = {
    "7": RateLimited,
    "10": ChannelUnavailable,
    "11": ScopeMissing,
    "12": ScopeMissing,
    "13": ScopeMissing,
    "22": ScopeMissing,
    "25": AuthRevoked,
    "28": AuthRevoked,
    "29": AuthRevoked,
    "30": ClockSkewed,
    "31": ClockSkewed,
    "52": ChannelUnavailable,
    "520": ChannelUnavailable,
}
_ROUTER = re.compile(r"(?i)\b(invalid|missing|insufficient|limited|unavailable|error)\b")


def prepare(base_url: str, credentials: Credentials, request: Request, now: datetime) -> HttpCall:
    """The body is `params["body"]`, signed as it is (reference §9.2)."""
    body: bytes = request.params["body"]
    query = {
        "method": credentials["method_prefix"] + request.method,
        "timestamp": wire_time(now),
        "format": "xml",
        "app_key": credentials["app_key"],
        "v": "2.0",
        "sign_method": "md5",
        "customerId": credentials["customer_no"],
    }
    query["sign"] = sign(credentials["secret"], query, body)
    return HttpCall(
        verb="POST",
        url=f"{base_url}?{urlencode(query)}",
        headers={"content-type": "application/xml; charset=utf-8"},
        content=body,
    )


def classify(
    status: int, _: Mapping[str, str], body: bytes, request: Request
) -> Answer | ConnectorError:
    """`flag` success or failure; everything else is no answer of the warehouse."""
    if status != OK:
        return ChannelUnavailable(
            "the warehouse does not answer", method=request.method, channel_code=f"http:{status}"
        )
    try:
        said = read_xml(body)
    except InvalidInput:
        return ContractViolation("the answer is no XML", method=request.method, field="response")
    if said.said("flag") == "success":
        return Answer({"delivery_no": said.said("deliveryOrderId")}, body)
    return _refusal(said, request.method)


def _refusal(said: Element, method: str) -> ConnectorError:
    """Of the router, which has its own document or English words, or of the warehouse, whose codes
    are its own. A heartbeat that is not known there was answered all the same."""
    code, sub_code = said.said("code"), said.said("sub_code")
    words = said.said("message") or said.said("msg")
    told = {"method": method, "channel_code": safe_code(code, sub_code)}
    if sub_code == ADDRESS_SUB_CODE:
        return AddressBlocked("our address is not on the router's list", **told)
    kind = CODES.get(code)
    is_router = not said.said("flag") or _ROUTER.search(words) is not None
    if kind is None or not is_router or (kind is ScopeMissing and method == HEARTBEAT):
        return ChannelRefused(words[:200], **told)
    return kind(kind.__doc__ or "", **told)


LINE = peer("warehouse", "奇门 WMS", prepare, classify)
