"""What the SMS providers have in common: an asked call, a classified answer. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from orderhub.kernel.errors import ChannelRefused, ConnectorError, OutcomeUnknown, RateLimited

TEMPLATE_REFUSED = frozenset(
    {
        "isv.SMS_TEMPLATE_ILLEGAL",
        "FailedOperation.TemplateIncorrectOrUnapproved",
        "FailedOperation.TemplateUnapprovedOrNotExist",
    }
)
LIMITS = {  # (code's beginning, seconds to wait); a day is sliding there
    "LimitExceeded.PhoneNumberThirtySecondLimit": 30.0,
    "LimitExceeded.PhoneNumberOneHourLimit": 3600.0,
    "LimitExceeded.": 60.0,
    "RequestLimitExceeded": 5.0,
    "Throttling": 5.0,
}
DAILY = ("LimitExceeded.PhoneNumberDailyLimit", "isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL")
UNCLEAR = ("isp.SYSTEM_ERROR", "InternalError", "ServiceUnavailable")


@dataclass(frozen=True, slots=True)
class Asked:
    """One signed call. Phone and parameters are in it."""

    address: str = field(repr=False)
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


class SmsRecord(StrEnum):
    """What a provider's record says of one SMS: `waiting` and `none` decide nothing."""

    ARRIVED = "arrived"
    FAILED = "failed"
    WAITING = "waiting"
    NONE = "none"


def refusal(code: str, words: str) -> ConnectorError:
    """The provider's code as an error: wait, no, or nobody knows (payments-compliance §2.2)."""
    if code.startswith(UNCLEAR):
        return OutcomeUnknown("the provider failed", channel_code=code)
    if code == "isv.BUSINESS_LIMIT_CONTROL":
        wait = 3600.0 if "小时级" in words else 60.0
        return _limited(code, wait, daily="天级" in words)
    if code in DAILY:
        return _limited(code, 60.0, daily=True)
    for beginning, wait in LIMITS.items():
        if code.startswith(beginning):
            return _limited(code, wait, daily=False)
    return ChannelRefused("the provider refused the SMS", channel_code=code)


def _limited(code: str, wait: float, *, daily: bool) -> RateLimited:
    return RateLimited("too many SMS", channel_code=code, retry_after_s=wait, daily=daily)


def part(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A JSON object inside; empty when there is none."""
    found: object = document.get(name)
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def rows(document: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The JSON objects of a list inside; empty when there is none."""
    found: object = document.get(name)
    listed = cast("list[object]", found) if isinstance(found, list) else []
    return [cast("dict[str, Any]", row) for row in listed if isinstance(row, dict)]
