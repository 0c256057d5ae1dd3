"""How a warehouse is called: signed queries, XML both ways, three outcomes."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from orderhub.connector_kit.contract import (
    Answer,
    Connector,
    Credentials,
    HttpCall,
    Request,
    Row,
)
from orderhub.fulfilment.qimen.wire import read_xml, sign, wire_time
from orderhub.kernel.errors import (
    ChannelRefused,
    ChannelUnavailable,
    ConnectorError,
    ContractViolation,
    InvalidInput,
)
from orderhub.kernel.types import ChannelCode

BROKEN = 500
OK = 200


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
    if status >= BROKEN or status != OK:
        return ChannelUnavailable(
            "the warehouse does not answer", method=request.method, channel_code=f"http:{status}"
        )
    try:
        said = read_xml(body)
    except InvalidInput:
        return ContractViolation("the answer is no XML", method=request.method, field="response")
    if said.said("flag") == "success":
        return Answer({"delivery_no": said.said("deliveryOrderId")}, body)
    code = said.said("code") or said.said("sub_code")
    return ChannelRefused(said.said("message")[:200], method=request.method, channel_code=code)


def _no_rows(_: bytes) -> list[Row]:
    return []


# Not a channel: the record is what a session needs to sign and to classify.
LINE = Connector(
    channel=ChannelCode("warehouse"),
    label="奇门 WMS",
    credential_fields=(),
    read_rows=_no_rows,
    personal=frozenset(),
    prepare=prepare,
    classify=classify,
)
