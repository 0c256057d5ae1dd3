"""After-sale cases at Pinduoduo (channel reference, sections 3.6 and 3.8)."""

from collections.abc import Mapping

from orderhub_sandbox.cases import Case, CaseTerms
from orderhub_sandbox.clock import local_text
from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import yuan
from orderhub_sandbox.paging import Wish, read_page
from orderhub_sandbox.pinduoduo.params import number, required, shop_of, span
from orderhub_sandbox.row_faults import RowFields, spoil_rows
from orderhub_sandbox.world import World

_STATUS: Mapping[str, int] = {
    "requested": 2,
    "refunding": 4,
    "refused": 6,
    "await_buyer_return": 7,
    "platform_review": 8,
    "success": 10,
    "closed": 11,
    "exchange_await_ship": 14,
    "exchange_shipped": 15,
}
_KIND: Mapping[str, int] = {"refund_only": 2, "return_refund": 3, "exchange": 4, "reship": 5}
_RETURN_APPLIED = 3
TERMS = CaseTerms(
    number=lambda index, serial: str(50_000_000_000 + serial * 10 + index),
    kinds=tuple(_KIND),
    statuses=tuple(_STATUS),
)
_FIELDS = RowFields(
    number="id",
    twin="",
    status="after_sales_status",
    total="refund_amount",
    times=("created_time", "updated_time"),
)


def increment(world: World, call: Call) -> Answer:
    """`refund.list.increment.get`: by update time, newest first."""
    required(call.params, "after_sales_status")
    kind = required(call.params, "after_sales_type")
    start, end = span(call.params)
    wish: Wish[Case] = Wish(
        index="modified",
        start=start,
        end=end,
        page=number(call.params, "page", 1, 10**6),
        size=number(call.params, "page_size", 100, 100),
        descending=True,
        keep=(lambda case: str(_KIND[case.kind]) == kind) if kind != "1" else None,
    )
    page = read_page(world, call.place, shop_of(call).cases, wish)
    rows = [_row(case) for case in page.rows]
    spoil_rows(world, call.place, _FIELDS, rows)
    return Answer({"refund_list": rows, "total_count": page.total}, page)


def _row(case: Case) -> Row:
    status = _STATUS[case.status]
    if case.status == "requested" and case.kind == "return_refund":
        status = _RETURN_APPLIED
    return {
        "id": int(case.case_no) if case.case_no.isdigit() else case.case_no,
        "order_sn": case.external_no,
        "after_sales_status": status,
        "after_sales_type": _KIND[case.kind],
        "after_sale_reason": case.reason,
        "refund_amount": yuan(case.amount_minor),
        "created_time": local_text(case.created_at),
        "updated_time": local_text(case.modified_at),
        "shipping_name": case.return_carrier,
        "tracking_number": case.return_waybill_no,
    }
