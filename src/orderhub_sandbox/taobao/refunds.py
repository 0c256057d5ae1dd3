"""Refunds on TOP (channel reference, sections 1.7 and 1.8)."""

import itertools
from collections.abc import Iterator

from orderhub_sandbox.cases import Case, CaseTerms
from orderhub_sandbox.clock import local_text
from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import yuan
from orderhub_sandbox.paging import Wish, read_page
from orderhub_sandbox.row_faults import RowFields, spoil_rows
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.taobao.params import local_time, number, required, shop_of, wanted_fields
from orderhub_sandbox.taobao.refusals import refuse
from orderhub_sandbox.taobao.trades import oid_of
from orderhub_sandbox.world import World

STATUS = {
    "requested": "WAIT_SELLER_AGREE",
    "await_buyer_return": "WAIT_BUYER_RETURN_GOODS",
    "await_seller_receive": "WAIT_SELLER_CONFIRM_GOODS",
    "refused": "SELLER_REFUSE_BUYER",
    "success": "SUCCESS",
    "closed": "CLOSED",
    "exchange_await_ship": "WAIT_SELLER_CONSIGN_GOODS",
    "exchange_shipped": "WAIT_BUYER_CONFIRM_EXCHANGE_SELLER_SEND_GOODS",
    "refunding": "EXCHANGE_TRANSFORM_TO_REFUND",
}
_KIND = {
    "refund_only": "REFUND",
    "return_refund": "REFUND_AND_RETURN",
    "exchange": "TMALL_EXCHANGE",
    "repair": "REPAIR",
    "reship": "RESHIPPING",
}
_FIRST_REFUND = 2_200_000_000_000_000_000
TERMS = CaseTerms(
    number=lambda index, serial: str(_FIRST_REFUND + index * 10**17 + serial * 10),
    kinds=tuple(_KIND),
    statuses=tuple(STATUS),
)
_FIELDS = RowFields(
    number="refund_id",
    twin="",
    status="status",
    total="refund_fee",
    times=("created", "modified"),
)
_EMPTY: Iterator[Row] = itertools.cycle(({}, {"refunds": None}, {"refunds": {"refund": []}}))


def receive(world: World, call: Call) -> Answer:
    """`refunds.receive.get`: by modified time, newest first."""
    shop, wanted = shop_of(call), wanted_fields(call.params)
    start = local_time(call.params, "start_modified")
    end = local_time(call.params, "end_modified")
    if end < start:
        raise refuse("argument_wrong", "end_modified")
    words = frozenset(word for word in call.params.get("status", "").split(",") if word)
    wish: Wish[Case] = Wish(
        index="modified",
        start=start,
        end=end,
        page=number(call.params, "page_no", 1, 10**6),
        size=number(call.params, "page_size", 40, 100),
        descending=True,
        keep=(lambda case: STATUS[case.status] in words) if words else None,
    )
    page = read_page(world, call.place, shop.cases, wish)
    rows = [_row(shop, case, wanted) for case in page.rows]
    spoil_rows(world, call.place, _FIELDS, rows)
    body: Row = {"refunds": {"refund": rows}} if rows else dict(next(_EMPTY))
    if call.params.get("use_has_next") == "true":
        return Answer({**body, "has_next": page.has_next}, page)
    return Answer({**body, "total_results": page.total}, page)


def one(world: World, call: Call) -> Row:
    """`refund.get`."""
    shop = shop_of(call)
    case = shop.cases.find(required(call.params, "refund_id"))
    if case is None:
        raise refuse("business", "refund-not-exist")
    row = _row(shop, case, wanted_fields(call.params))
    spoil_rows(world, call.place, _FIELDS, [row])
    return {"refund": row}


def _row(shop: Shop, case: Case, wanted: frozenset[str]) -> Row:
    order = shop.book.find(case.external_no)
    lines = order.lines if order else ()
    line = next((line for line in lines if line.line_no == case.line_no), None)
    oid = oid_of(order, line) if order and line else case.external_no
    total = yuan(order.total_minor) if order else "0.00"
    row: Row = {
        "refund_id": int(case.case_no) if case.case_no.isdigit() else case.case_no,
        "tid": int(case.external_no) if case.external_no.isdigit() else case.external_no,
        "oid": int(oid) if oid.isdigit() else oid,
        "status": STATUS[case.status],
        "refund_fee": yuan(case.amount_minor),
        "total_fee": total,
        "payment": total,
        "good_status": "BUYER_RETURNED_GOODS" if case.with_return else "BUYER_NOT_RECEIVED",
        "has_good_return": case.kind in ("return_refund", "exchange", "repair"),
        "reason": case.reason,
        "desc": "买家留言",
        "created": local_text(case.created_at),
        "modified": local_text(case.modified_at),
        "refund_phase": "onsale",
        "refund_version": case.created_at * 1000 + case.version,
        "order_status": order.raw_status if order else "",
        "dispute_type": _KIND[case.kind],
    }
    if case.return_waybill_no:
        row |= {"company_name": case.return_carrier, "sid": case.return_waybill_no}
    return {name: value for name, value in row.items() if name in wanted}
