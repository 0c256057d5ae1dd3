"""Kuaishou's messages over HTTP (channels reference §5.9): proved by what only the app's message
secret opens, since they carry no signature."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from orderhub.connector_kit.contract import Credentials
from orderhub.connector_kit.notices import Notice
from orderhub.connector_kit.readers import node, text, unix_ms_or_none
from orderhub.connector_kit.sealed import opened
from orderhub.kernel.errors import ContractViolation
from orderhub.kernel.types import Refusal

REPLY = b'{"result":1}'


def verify_push(
    credentials: Credentials, _headers: Mapping[str, str], body: bytes, _now: datetime
) -> str | Refusal:
    """The message's own number, once the body opens and is this app's."""
    if not credentials.get("message_secret"):
        return Refusal("signature_wrong", "the shop has no message secret")
    if not body:
        return Refusal("signature_missing", "the push is empty")
    try:
        message = opened(credentials["message_secret"], body)
    except ValueError:
        return Refusal("signature_wrong", "the push does not open with the app's message secret")
    if text(message.get("appKey")) != credentials.get("app_key"):
        return Refusal("signature_wrong", "the push is meant for another app")
    return text(message.get("eventId")) or text(message.get("msgId"))


def read_notices(credentials: Credentials, body: bytes) -> Sequence[Notice]:
    """The one notice of a verified push; none for the platform's heartbeat."""
    try:
        message = opened(credentials["message_secret"], body)
        return () if message.get("test") is True else (_notice(message),)
    except (KeyError, TypeError, ValueError):
        raise ContractViolation("a message cannot be read", field="info") from None


def _notice(message: Mapping[str, Any]) -> Notice:
    about = node(orjson.loads(text(message.get("info")) or "{}"))
    number = text(message.get("eventId")) or text(message.get("msgId"))
    if not number:
        raise ValueError("no number")
    return Notice(
        message_no=number,
        topic=text(message.get("event")),
        external_no=text(about.get("oid") or about.get("orderId")),
        case_no=text(about.get("refundId")),
        account_no=text(message.get("openId")),
        at=unix_ms_or_none(about.get("updateTime") or message.get("updateTime")),
    )
