"""Pinduoduo's after-sale cases, listed by update time (channels reference §3.6, §3.8).

The names of a case's time, reason and waybill fields are from memory, not from the reference."""

from collections.abc import Mapping
from typing import Any

from orderhub.connector_kit.after_sales import CaseRow, ChannelCase
from orderhub.connector_kit.case_rows import case_row, changed_at
from orderhub.connector_kit.contract import CasePage, ShopSession, Window
from orderhub.connector_kit.culprit import Fields
from orderhub.connector_kit.readers import beijing, ident, rows_of, text, to_unix_s, yuan
from orderhub.connector_kit.windows import bounds, more_by_count, newest_part, seek_part
from orderhub.connectors.pinduoduo.errors import response_in
from orderhub.connectors.pinduoduo.windows import LONGEST
from orderhub.kernel.words import CaseKind, CaseStatus

_LIST = "pdd.refund.list.increment.get"
_ALL = 1
_PAGE_SIZE = 100
KIND: Mapping[str, str] = {
    "2": CaseKind.REFUND_ONLY.value,
    "3": CaseKind.RETURN_REFUND.value,
    "4": CaseKind.EXCHANGE.value,
    "5": CaseKind.RESHIP.value,
}
STATUS: Mapping[str, str] = {
    **dict.fromkeys(("2", "3"), CaseStatus.REQUESTED.value),
    **dict.fromkeys(("4", "5"), CaseStatus.REFUNDING.value),
    "6": CaseStatus.REFUSED.value,
    "7": CaseStatus.AWAIT_BUYER_RETURN.value,
    "8": CaseStatus.PLATFORM_REVIEW.value,
    "10": CaseStatus.SUCCESS.value,
    **dict.fromkeys(("9", "11", "12", "13"), CaseStatus.CLOSED.value),
    "14": CaseStatus.EXCHANGE_AWAIT_SHIP.value,
    "15": CaseStatus.EXCHANGE_SHIPPED.value,
}
_FIELDS: Fields = (
    ("id", ident),
    ("order_sn", ident),
    ("after_sales_status", ident),
    ("refund_amount", yuan),
    ("created_time", beijing),
    ("updated_time", beijing),
    *((name, text) for name in ("after_sales_type", "after_sale_reason")),
    *((name, text) for name in ("shipping_name", "tracking_number")),
)


async def pull_cases(shop: ShopSession, window: Window) -> CasePage:
    """The newest page of cases updated in `window`. Repeats happen, gaps do not."""
    part = newest_part(window, LONGEST)
    start, end, page = bounds(part)
    answer = await shop.read(
        _LIST,
        {
            "after_sales_status": _ALL,
            "after_sales_type": _ALL,
            "start_updated_at": to_unix_s(start),
            "end_updated_at": to_unix_s(end),
            "page": page,
            "page_size": _PAGE_SIZE,
        },
    )
    response = response_in(answer.document)
    listed = rows_of(response.get("refund_list"), "refund")
    rows = tuple([_row(refund) for refund in listed])
    total = response.get("total_count")
    more = more_by_count(part, len(rows), _PAGE_SIZE, total if isinstance(total, int) else None)
    rest = seek_part(window, part, changed_at(rows, "updated_time", beijing), more=more)
    return CasePage(rows, answer.body, rest)


def _row(refund: Any) -> CaseRow:
    return case_row(refund, "id", to_case, _FIELDS)


def to_case(refund: Mapping[str, Any]) -> ChannelCase:
    """A case in our words."""
    kind, status = text(refund.get("after_sales_type")), ident(refund["after_sales_status"])
    return ChannelCase(
        case_no=ident(refund["id"]),
        external_no=ident(refund["order_sn"]),
        kind=KIND.get(kind, CaseKind.UNKNOWN.value),
        kind_raw=kind,
        status=STATUS.get(status, CaseStatus.UNKNOWN.value),
        status_raw=status,
        amount_minor=yuan(refund["refund_amount"]),
        created_at=beijing(refund["created_time"]),
        modified_at=beijing(refund["updated_time"]),
        reason=text(refund.get("after_sale_reason")),
        return_carrier=text(refund.get("shipping_name")),
        return_waybill_no=text(refund.get("tracking_number")),
    )
