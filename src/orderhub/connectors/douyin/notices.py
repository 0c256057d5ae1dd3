"""Doudian's pushes: a list of messages in each (channels reference §4.11)."""

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import orjson

from orderhub.connector_kit.contract import Credentials
from orderhub.connector_kit.culprit import UNREADABLE
from orderhub.connector_kit.notices import Notice
from orderhub.connector_kit.readers import ident, node, text
from orderhub.connectors.douyin.signing import event_sign
from orderhub.kernel.errors import ContractViolation
from orderhub.kernel.types import Refusal

REPLY = b'{"code":0,"msg":"success"}'


def verify_push(
    credentials: Credentials, headers: Mapping[str, str], body: bytes, _: datetime
) -> str | Refusal:
    """The push's signature as its id, or why it is not the platform's. It names no time, so an old
    one is known by the numbers of its messages alone."""
    given = headers.get("event-sign", "")
    if not given:
        return Refusal("signature_missing", "event-sign is needed")
    wanted = event_sign(credentials["app_key"], body, credentials["app_secret"])
    if not hmac.compare_digest(wanted.encode(), given.encode()):
        return Refusal("signature_wrong", "the signature does not fit the app's secret")
    return wanted


def read_notices(credentials: Credentials, body: bytes) -> Sequence[Notice]:
    """Messages about orders and cases; the platform's own tests name neither, and an app's other
    shops have lines of their own where this one's number is known."""
    try:
        said = [_notice(message) for message in _messages(body)]
    except UNREADABLE:
        raise ContractViolation("a message cannot be read", field="data") from None
    own = credentials.get("shop_id", "")
    about = [notice for notice in said if notice.external_no or notice.case_no]
    return tuple([n for n in about if not (own and n.account_no) or n.account_no == own])


def _messages(body: bytes) -> list[Any]:
    said = orjson.loads(body)
    if not isinstance(said, list):
        raise TypeError("no list of messages")
    return cast("list[Any]", said)


def _notice(message: Mapping[str, Any]) -> Notice:
    """`data` is a document written as text."""
    data = message.get("data")
    about = node(orjson.loads(data) if isinstance(data, str) and data else data)
    return Notice(
        message_no=ident(message["msg_id"]),
        topic=ident(message["tag"]),
        external_no=text(about.get("p_id") or ""),
        case_no=text(about.get("aftersale_id") or ""),
        account_no=text(about.get("shop_id") or ""),
    )
