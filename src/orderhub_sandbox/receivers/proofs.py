"""Signatures that the receivers check, from payments-compliance §2.1 and Standard Webhooks."""

import base64
import hashlib
import hmac

DINGTALK_SECRET = "SECsandbox"  # noqa: S105 - of the sandbox's own bot
FEISHU_SECRET = "feishu-sandbox"  # noqa: S105
WEBHOOK_SECRET = "whsec_c2FuZGJveC1zZWNyZXQ="  # noqa: S105
HOUR = 3600


def dingtalk_holds(timestamp: str, sign: str, now: int) -> bool:
    """Milliseconds; key is the secret, message is time and secret."""
    if not timestamp.isdecimal() or abs(now - int(timestamp) / 1000) > HOUR:
        return False
    message = f"{timestamp}\n{DINGTALK_SECRET}"
    return hmac.compare_digest(_digest(DINGTALK_SECRET.encode(), message.encode()), sign)


def feishu_holds(timestamp: str, sign: str, now: int) -> bool:
    """Seconds; key is time and secret, message is empty."""
    if not timestamp.isdecimal() or abs(now - int(timestamp)) > HOUR:
        return False
    return hmac.compare_digest(_digest(f"{timestamp}\n{FEISHU_SECRET}".encode(), b""), sign)


def webhook_holds(headers: dict[str, str], body: bytes, secret: str = WEBHOOK_SECRET) -> bool:
    """`v1,` and the digest of id, time and body is among the signatures, which spaces part."""
    head = f"{headers.get('webhook-id', '')}.{headers.get('webhook-timestamp', '')}."
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = f"v1,{_digest(key, head.encode() + body)}"
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(expected, one) for one in given)


def _digest(key: bytes, message: bytes) -> str:
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
