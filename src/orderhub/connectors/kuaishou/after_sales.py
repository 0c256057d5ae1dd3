"""Kuaishou after-sale cases (channels reference §5.6, §5.7), newest first and by cursor."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from orderhub.connector_kit.after_sales import CaseRow, ChannelCase
from orderhub.connector_kit.case_rows import case_row, changed_at
from orderhub.connector_kit.contract import CasePage, ShopSession, Window
from orderhub.connector_kit.culprit import Fields
from orderhub.connector_kit.cursors import cursor_bounds, next_cursor, seek_by_cursor
from orderhub.connector_kit.readers import (
    count,
    ident,
    node,
    rows_of,
    text,
    to_int64,
    to_unix_ms,
    unix_ms,
)
from orderhub.connectors.kuaishou.wire import LAST, REFUND, REFUNDS
from orderhub.kernel.words import CaseKind, CaseStatus

PAGE_SIZE = 100
# All of them, newest first, by the time of the update.
_LISTING = MappingProxyType({"type": 9, "sort": 1, "queryType": 2, "currentPage": 1})
KINDS: Mapping[str, str] = {
    "1": CaseKind.RETURN_REFUND.value,
    "3": CaseKind.EXCHANGE.value,
    "4": CaseKind.RESHIP.value,
    "5": CaseKind.REPAIR.value,
    "10": CaseKind.REFUND_ONLY.value,
}
STATUS: Mapping[str, str] = {
    "10": CaseStatus.REQUESTED.value,
    "12": CaseStatus.REFUSED.value,
    "20": CaseStatus.PLATFORM_REVIEW.value,
    "22": CaseStatus.PLATFORM_REVIEW.value,
    "30": CaseStatus.AWAIT_BUYER_RETURN.value,
    "40": CaseStatus.AWAIT_SELLER_RECEIVE.value,
    "45": CaseStatus.EXCHANGE_SHIPPED.value,
    "50": CaseStatus.REFUNDING.value,
    "60": CaseStatus.SUCCESS.value,
    "70": CaseStatus.CLOSED.value,
}
_FIELDS: Fields = (
    ("refundId", ident),
    ("oid", ident),
    ("status", ident),
    ("handlingWay", ident),
    ("refundFee", count),
    ("createTime", unix_ms),
    ("updateTime", unix_ms),
    ("refundReasonDesc", text),
)


async def pull_cases(shop: ShopSession, window: Window) -> CasePage:
    """The newest page of cases updated in `window`. Repeats happen, gaps do not."""
    start, end, cursor = cursor_bounds(window)
    times = {"beginTime": to_unix_ms(start), "endTime": to_unix_ms(end)}
    asked = {**_LISTING, **times, "pageSize": PAGE_SIZE, "pcursor": cursor}
    answer = await shop.read(REFUNDS, asked)
    data = node(answer.document.get("data"))
    listed = rows_of(data.get("refundOrderInfoList"), "refundOrderInfoList")
    rows = tuple([_row(case) for case in listed])
    following = next_cursor(data.get("pcursor"), LAST, len(rows), PAGE_SIZE)
    rest = seek_by_cursor(window, changed_at(rows, "updateTime", unix_ms), following)
    return CasePage(rows, answer.body, rest)


async def get_case(shop: ShopSession, case_no: str) -> CasePage:
    """One case."""
    answer = await shop.read(REFUND, {"refundId": to_int64(case_no)})
    return CasePage((_row(answer.document.get("data")),), answer.body, None)


def _row(case: Any) -> CaseRow:
    return case_row(case, "refundId", to_case, _FIELDS)


def to_case(case: Mapping[str, Any]) -> ChannelCase:
    """A case in our words. Which line it is about is not told in a number that orders know."""
    raw, way = ident(case["status"]), ident(case["handlingWay"])
    updated_at = unix_ms(case["updateTime"])
    parcel = node(case.get("logisticsInfo"))
    return ChannelCase(
        case_no=ident(case["refundId"]),
        external_no=ident(case["oid"]),
        kind=KINDS.get(way, CaseKind.UNKNOWN.value),
        kind_raw=way,
        status=STATUS.get(raw, CaseStatus.UNKNOWN.value),
        status_raw=raw,
        amount_minor=count(case["refundFee"]),
        created_at=unix_ms(case["createTime"]),
        modified_at=updated_at,
        reason=text(case.get("refundReasonDesc")),
        version_no=ident(case["updateTime"]),
        return_carrier=text(parcel.get("expressName")),
        return_waybill_no=text(parcel.get("expressNo")),
    )
