"""Doudian's after-sale cases, listed by the time of change and one by one (channels reference §4.7,
§4.8). The names inside `aftersale_info` beside those of the pushes are unverified."""

from collections.abc import Mapping
from typing import Any

from orderhub.connector_kit.after_sales import CaseRow, ChannelCase
from orderhub.connector_kit.case_rows import case_row, changed_at
from orderhub.connector_kit.contract import CasePage, ShopSession, Window
from orderhub.connector_kit.culprit import Fields
from orderhub.connector_kit.readers import count, ident, node, rows_of, text, to_unix_s, unix_s
from orderhub.connector_kit.windows import bounds, more_by_count, seek
from orderhub.kernel.words import CaseKind, CaseStatus

_LIST = "afterSale.List"
_ONE = "afterSale.Detail"
_PAGE_SIZE = 100
STATUS: Mapping[str, str] = {
    "6": CaseStatus.REQUESTED.value,
    "7": CaseStatus.AWAIT_BUYER_RETURN.value,
    "11": CaseStatus.AWAIT_SELLER_RECEIVE.value,
    "8": CaseStatus.EXCHANGE_AWAIT_SHIP.value,
    "3": CaseStatus.EXCHANGE_SHIPPED.value,
    "13": CaseStatus.EXCHANGE_SHIPPED.value,
    "14": CaseStatus.EXCHANGE_DONE.value,
    "12": CaseStatus.SUCCESS.value,
    "27": CaseStatus.REFUSED.value,
    "29": CaseStatus.REFUSED.value,
    "28": CaseStatus.CLOSED.value,
}
KIND: Mapping[str, str] = {
    "0": CaseKind.RETURN_REFUND.value,
    "1": CaseKind.REFUND_ONLY.value,
    "2": CaseKind.REFUND_ONLY.value,
    "3": CaseKind.EXCHANGE.value,
    "6": CaseKind.PRICE_PROTECTION.value,
    "7": CaseKind.RESHIP.value,
    "8": CaseKind.REPAIR.value,
}
_FIELDS: Fields = (
    ("aftersale_id", ident),
    ("aftersale_status", ident),
    ("aftersale_type", ident),
    ("refund_amount", count),
    ("apply_time", unix_s),
    ("update_time", unix_s),
    ("order_info", lambda order: ident(order["shop_order_id"])),
    *((name, text) for name in ("related_id", "return_logistics_code")),
)


async def pull_cases(shop: ShopSession, window: Window) -> CasePage:
    """The newest page of cases changed in `window`. Repeats happen, gaps do not."""
    start, end, page = bounds(window)
    answer = await shop.read(
        _LIST,
        {
            "update_start_time": to_unix_s(start),
            "update_end_time": to_unix_s(end),
            "order_by": ["update_time desc"],
            "page": page - 1,
            "size": _PAGE_SIZE,
        },
    )
    data = node(answer.document.get("data"))
    rows = tuple([_row(item) for item in rows_of(data.get("items"), "item")])
    more, total = data.get("has_more"), data.get("total")
    if not isinstance(more, bool):
        more = more_by_count(window, len(rows), _PAGE_SIZE, total if type(total) is int else None)
    return CasePage(
        rows, answer.body, seek(window, changed_at(rows, "update_time", unix_s), more=more)
    )


async def get_case(shop: ShopSession, case_no: str) -> CasePage:
    """One case in full."""
    answer = await shop.read(_ONE, {"after_sale_id": case_no})
    return CasePage((_row(answer.document.get("data")),), answer.body, None)


def _row(item: Any) -> CaseRow:
    """A case and what stands beside it, in one object."""
    told = node(item)
    flat = {**told, **node(told.get("aftersale_info"))}
    return case_row(flat, "aftersale_id", to_case, _FIELDS)


def to_case(case: Mapping[str, Any]) -> ChannelCase:
    """A case in our words; its time of change is what an answer must name again."""
    kind, status = ident(case["aftersale_type"]), ident(case["aftersale_status"])
    external_no, related = ident(case["order_info"]["shop_order_id"]), text(case.get("related_id"))
    changed = unix_s(case["update_time"])
    return ChannelCase(
        case_no=ident(case["aftersale_id"]),
        external_no=external_no,
        line_no=related,
        kind=KIND.get(kind, CaseKind.UNKNOWN.value),
        kind_raw=kind,
        status=STATUS.get(status, CaseStatus.UNKNOWN.value),
        status_raw=status,
        amount_minor=count(case["refund_amount"]),
        created_at=unix_s(case["apply_time"]),
        modified_at=changed,
        reason=text(node(case.get("text_part")).get("reason_text")),
        version_no=str(to_unix_s(changed)),
        return_carrier=text(case.get("return_logistics_company_name")),
        return_waybill_no=text(case.get("return_logistics_code")),
    )
