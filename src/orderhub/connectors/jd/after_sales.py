"""JD refund applications before shipment (channels reference §2.6, §2.7).

They are listed by the time of application or of the check, in no known order: a span is halved
until it fits a page, so nothing depends on the order or on page numbers but within one second.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from orderhub.connector_kit.after_sales import CaseRow, ChannelCase
from orderhub.connector_kit.case_rows import case_row
from orderhub.connector_kit.contract import Answer, CasePage, ShopSession, Window
from orderhub.connector_kit.culprit import Fields
from orderhub.connector_kit.readers import (
    beijing,
    beijing_or_none,
    count,
    ident,
    node,
    rows_of,
    text,
    to_beijing,
)
from orderhub.connector_kit.windows import PAGES_MAX, SECOND
from orderhub.connectors.jd.errors import response_of
from orderhub.kernel.errors import ChannelUnavailable
from orderhub.kernel.words import CaseKind, CaseStatus

_LIST = "jingdong.pop.afs.soa.refundapply.queryPageList"
_ONE = "jingdong.pop.afs.soa.refundapply.queryById"
_PAGE_SIZE = 50
_CLOCKS = (("applyTimeStart", "applyTimeEnd"), ("checkTimeStart", "checkTimeEnd"))
STATUS: Mapping[str, str] = {
    "0": CaseStatus.REQUESTED.value,
    "1": CaseStatus.REFUNDING.value,
    "2": CaseStatus.REFUSED.value,
    "3": CaseStatus.SUCCESS.value,
    "4": CaseStatus.REFUSED.value,
    "5": CaseStatus.REFUNDING.value,
    "6": CaseStatus.REFUNDING.value,
    "7": CaseStatus.REFUNDING.value,
    "8": CaseStatus.REFUSED.value,
    "9": CaseStatus.SUCCESS.value,
    "10": CaseStatus.PLATFORM_REVIEW.value,
}
_FIELDS: Fields = (
    ("id", ident),
    ("orderId", ident),
    ("status", ident),
    ("applyRefundSum", count),
    ("applyTime", beijing),
    ("checkTime", beijing_or_none),
    ("reason", text),
)


async def pull_cases(shop: ShopSession, window: Window) -> CasePage:
    """Applications made or checked in the newest part of `window` that one page holds."""
    start = window.start
    while True:
        answers = [await _ask(shop, clock, start, window.end, 1) for clock in _CLOCKS]
        if not any(map(_overflows, answers)):
            break
        if window.end - start <= SECOND:
            for clock, first in zip(_CLOCKS, list(answers), strict=True):
                answers += await _rest(shop, clock, (start, window.end), first)
            break
        start = _middle(start, window.end)
    rows = tuple([_row(case) for answer in answers for case in _rows(answer)])
    body = b"[" + b",".join(answer.body for answer in answers) + b"]"
    return CasePage(rows, body, Window(window.start, start) if start > window.start else None)


def _middle(start: datetime, end: datetime) -> datetime:
    return start + max(SECOND, ((end - start) / 2 // SECOND) * SECOND)


async def _ask(
    shop: ShopSession, clock: tuple[str, str], start: datetime, end: datetime, page: int
) -> Answer:
    """A second more on both sides, whether the edges count or not."""
    times = (to_beijing(start - SECOND), to_beijing(end + SECOND))
    pages = {"pageIndex": page, "pageSize": _PAGE_SIZE}
    return await shop.read(_LIST, {**dict(zip(clock, times, strict=True)), **pages})


async def _rest(
    shop: ShopSession, clock: tuple[str, str], span: tuple[datetime, datetime], first: Answer
) -> list[Answer]:
    """The further pages of a crowded second, up and then down again: an application that leaves
    it moves others to a page that comes later."""
    found, page, answer = list[Answer](), 1, first
    while _rows(answer) and _overflows(answer, page) and page < PAGES_MAX:
        page += 1
        answer = await _ask(shop, clock, *span, page)
        found.append(answer)
    return found + [await _ask(shop, clock, *span, below) for below in range(page - 1, 0, -1)]


def _overflows(answer: Answer, page: int = 1) -> bool:
    """Another page must be asked for: this one is full, or the platform counts more."""
    total = _result(answer).get("totalCount")
    rows = len(_rows(answer))
    if not rows and isinstance(total, int) and total > (page - 1) * _PAGE_SIZE:
        raise ChannelUnavailable("an empty page that promises more", method=_LIST)
    return rows >= _PAGE_SIZE or (isinstance(total, int) and total > (page - 1) * _PAGE_SIZE + rows)


def _result(answer: Answer) -> dict[str, Any]:
    response = response_of(answer.document, _LIST) or response_of(answer.document, _ONE)
    return node(response.get("queryResult"))


def _rows(answer: Answer) -> list[Any]:
    result = _result(answer).get("result")
    return [result] if isinstance(result, dict) else rows_of(result, "result")


async def has_claim(shop: ShopSession, external_no: str) -> bool:
    """Whether an application of the order is open or was granted: any that was not refused."""
    answer = await shop.read(
        _LIST, {"orderId": external_no, "pageIndex": 1, "pageSize": _PAGE_SIZE}
    )
    claimed = [case for case in _rows(answer) if ident(case["orderId"]) == external_no]
    return any(STATUS.get(ident(case["status"])) != CaseStatus.REFUSED for case in claimed)


async def get_case(shop: ShopSession, case_no: str) -> CasePage:
    """One application."""
    answer = await shop.read(_ONE, {"id": case_no})
    return CasePage(tuple([_row(case) for case in _rows(answer)]), answer.body, None)


def _row(case: Any) -> CaseRow:
    return case_row(case, "id", to_case, _FIELDS)


def to_case(case: Mapping[str, Any]) -> ChannelCase:
    """An application in our words; `applyRefundSum` is in fen, and of the whole order."""
    raw = ident(case["status"])
    applied_at = beijing(case["applyTime"])
    return ChannelCase(
        case_no=ident(case["id"]),
        external_no=ident(case["orderId"]),
        kind=CaseKind.REFUND_ONLY.value,
        kind_raw="refundapply",
        status=STATUS.get(raw, CaseStatus.UNKNOWN.value),
        status_raw=raw,
        amount_minor=count(case["applyRefundSum"]),
        created_at=applied_at,
        modified_at=beijing_or_none(case.get("checkTime")) or applied_at,
        reason=text(case.get("reason")),
    )
