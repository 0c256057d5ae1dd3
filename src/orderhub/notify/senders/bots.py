"""Group bots: how each is asked, and what its answer means (payments-compliance §2.1). Pure.

They answer HTTP 200 to almost every refusal, so only the body tells.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from orderhub.kernel.errors import ChannelRefused, OutcomeUnknown, RateLimited
from orderhub.notify.model import EndpointKind, Message, Target

LONGEST = 1200  # characters: 3 bytes each still fit the smallest limit, 4096 bytes
LIMITED = {"130101": 600.0, "45009": 60.0, "11232": 60.0, "9499": 60.0}  # code → seconds to wait


def asked(target: Target, message: Message, at: datetime) -> tuple[str, dict[str, Any]]:
    """(address, document) of the call."""
    if target.kind is EndpointKind.DINGTALK:
        markdown = {"title": message.title_zh, "text": f"### {text_of(message)}"}
        document = {"msgtype": "markdown", "markdown": markdown}
        return _dingtalk_address(target, at), document
    if target.kind is EndpointKind.WECOM:
        return target.url, {"msgtype": "markdown", "markdown": {"content": text_of(message)}}
    document = {"msg_type": "text", "content": {"text": text_of(message)}}
    return target.url, {**_feishu_proof(target.secret, at), **document}


def text_of(message: Message) -> str:
    """Chinese, then English, then where to look."""
    parts = (message.title_zh, message.body_zh, message.title_en, message.body_en)
    text = "\n\n".join(part for part in parts if part)[:LONGEST]
    return f"{text}\n\n{message.link}" if message.link else text


def accept(document: Mapping[str, Any]) -> str:
    """The provider's code "0"; RateLimited, ChannelRefused, or OutcomeUnknown when it has none."""
    raw = document.get("errcode", document.get("code"))
    if raw is None:
        raise OutcomeUnknown("the answer has no code")
    code = str(raw)
    if code in LIMITED:
        raise RateLimited(
            "the bot has sent too much", channel_code=code, retry_after_s=LIMITED[code]
        )
    if code != "0":
        raise ChannelRefused("the bot refused the message", channel_code=code)
    return code


def _dingtalk_address(target: Target, at: datetime) -> str:
    if not target.secret:
        return target.url
    stamp = round(at.timestamp() * 1000)
    digest = _hmac(target.secret, f"{stamp}\n{target.secret}")
    return f"{target.url}&timestamp={stamp}&sign={quote(digest, safe='')}"


def _feishu_proof(secret: str, at: datetime) -> dict[str, str]:
    if not secret:
        return {}
    stamp = str(int(at.timestamp()))
    return {"timestamp": stamp, "sign": _hmac(f"{stamp}\n{secret}", "")}


def _hmac(key: str, message: str) -> str:
    return base64.b64encode(
        hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
    ).decode()
