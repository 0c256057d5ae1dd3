"""What any open platform's HTTP answer is before its own envelope is read. Pure."""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from orderhub.connector_kit.contract import Request
from orderhub.connector_kit.readers import node
from orderhub.kernel.errors import ChannelUnavailable, ConnectorError, RateLimited, ScopeMissing

_CODE = re.compile(r"[^\w.:-]+")
_ADDRESS = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_OK, _GONE, _TOO_MANY = 200, 410, 429
_DAY_S = 86_400.0


def decode(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    request: Request,
    refusal: str = "error_response",
) -> dict[str, Any] | ConnectorError:
    """The JSON object an answer holds, or the error its status or form already is. An object with
    the field `refusal` is the channel's own word, whatever the status."""
    try:
        document = node(orjson.loads(body))
    except orjson.JSONDecodeError:
        document = {}
    if document and (status == _OK or refusal in document):
        return document
    return no_answer(status, headers, body, request)


def no_answer(
    status: int, headers: Mapping[str, str], body: bytes, request: Request
) -> ConnectorError:
    """What an HTTP answer means that does not hold what was asked for."""
    method, code = request.method, f"http {status}"
    if status == _TOO_MANY:
        seconds = retry_after(headers)
        return RateLimited(
            "too many requests", retry_after_s=seconds, method=method, channel_code=code
        )
    if status == _GONE:
        return ScopeMissing("this API has been shut down", method=method, channel_code=code)
    return ChannelUnavailable(_form(status, body), method=method, channel_code=code)


def _form(status: int, body: bytes) -> str:
    if status != _OK:
        return f"answered HTTP {status}"
    if body.lstrip()[:1] == b"<":
        return "a web page instead of an answer"
    return "the answer is cut off, wrongly encoded, or no JSON object"


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds of a `Retry-After`, a day at most, None where it tells none. A date is counted from
    the answer's own: the two clocks are one."""
    wait = headers.get("retry-after", "")
    if wait.isdecimal():
        return min(float(wait), _DAY_S)
    try:
        rest = parsedate_to_datetime(wait) - parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, IndexError):
        return None
    return min(max(rest.total_seconds(), 0.0), _DAY_S)


def safe_code(*codes: object) -> str:
    """A channel's own codes, fit to be logged: joined by a space, odd characters removed."""
    return " ".join(_CODE.sub("", str(code))[:80] for code in codes if code not in (None, ""))


def address_in(message: object) -> str:
    """The IPv4 address a platform names in its refusal, or "our address"."""
    found = _ADDRESS.search(str(message))
    return found.group() if found else "our address"
