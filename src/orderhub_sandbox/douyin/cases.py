"""After-sale cases on Doudian (channel reference, sections 4.7 and 4.8)."""

from orderhub_sandbox.cases import Case, CaseTerms
from orderhub_sandbox.douyin.orders import line_number
from orderhub_sandbox.douyin.params import business, required, shop_of, whole
from orderhub_sandbox.douyin.refusals import refuse
from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.json_text import Row, as_list
from orderhub_sandbox.paging import Wish, read_page
from orderhub_sandbox.row_faults import RowFields, spoil_rows
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

STATUS = {
    "requested": 6,
    "await_buyer_return": 7,
    "await_seller_receive": 11,
    "exchange_await_ship": 8,
    "exchange_shipped": 13,
    "exchange_done": 14,
    "success": 12,
    "refused": 27,
    "closed": 28,
}
_KIND = {
    "return_refund": 0,
    "refund_only": 1,
    "exchange": 3,
    "price_protection": 6,
    "reship": 7,
    "repair": 8,
}
_FIRST_CASE = 7_100_000_000_000_000_000
TERMS = CaseTerms(
    number=lambda index, serial: str(_FIRST_CASE + index * 10**17 + serial * 10),
    kinds=tuple(_KIND),
    statuses=tuple(STATUS),
)
_FIELDS = RowFields(
    number="aftersale_id",
    twin="",
    status="aftersale_status",
    total="refund_amount",
    times=("apply_time", "update_time"),
)
_MOST_ROWS, _DEEPEST = 100, 50_000
# index → the names of its time parameters
_TIMES = {
    "modified": ("update_start_time", "update_end_time"),
    "created": ("start_time", "end_time"),
}


def every(world: World, call: Call) -> Answer:
    """`afterSale.List`, by the time of change or of application, pages from 0."""
    shop, wish = shop_of(call), _wish(world, business(call.params))
    page = read_page(world, call.place, shop.cases, wish)
    infos = [_info(shop, case) for case in page.rows]
    spoil_rows(world, call.place, _FIELDS, infos)
    items = [_item(case, info) for case, info in zip(page.rows, infos, strict=True)]
    return Answer({"items": items, "has_more": page.has_next, "total": page.total}, page)


def one(world: World, call: Call) -> Answer:
    """`afterSale.Detail`."""
    shop = shop_of(call)
    case = shop.cases.find(required(business(call.params), "after_sale_id"))
    if case is None:
        raise refuse("business", "20001")
    info = _info(shop, case)
    spoil_rows(world, call.place, _FIELDS, [info])
    return Answer(_item(case, info))


def _wish(world: World, params: Row) -> Wish[Case]:
    page, size = whole(params, "page"), whole(params, "size")
    if page is None or size is None or not 1 <= size <= _MOST_ROWS:
        raise refuse("wrong", "size")
    if page * size > _DEEPEST:
        raise refuse("wrong", "page")
    index, start, end = _window(world, params)
    statuses = {str(word) for word in as_list(params.get("standard_aftersale_status")) or []}
    order_no = str(params.get("order_id") or "")
    order_by = [str(word) for word in as_list(params.get("order_by")) or []]
    return Wish(
        index=index,
        start=start,
        end=end,
        page=page + 1,
        size=size,
        descending=any(word.endswith(" desc") for word in order_by),
        keep=lambda case: (
            (not statuses or str(STATUS[case.status]) in statuses)
            and order_no in ("", case.external_no)
        ),
    )


def _window(world: World, params: Row) -> tuple[str, int, int]:
    for index, (start_name, end_name) in _TIMES.items():
        start, end = whole(params, start_name), whole(params, end_name)
        if start is not None and end is not None:
            if end < start:
                raise refuse("wrong", end_name)
            return index, start, end
    now = world.now("douyin")
    return "created", now - 180 * 86400, now


def _item(case: Case, info: Row) -> Row:
    return {
        "aftersale_info": info,
        "order_info": {"shop_order_id": case.external_no},
        "text_part": {"reason_text": case.reason},
    }


def _info(shop: Shop, case: Case) -> Row:
    order = shop.book.find(case.external_no)
    lines = order.lines if order else ()
    at = next((at for at, line in enumerate(lines) if line.line_no == case.line_no), None)
    row: Row = {
        "aftersale_id": case.case_no,
        "aftersale_type": _kind(shop, case),
        "aftersale_status": STATUS[case.status],
        "related_id": line_number(order, at) if order and at is not None else case.external_no,
        "refund_amount": case.amount_minor,
        "refund_status": 3 if case.status == "success" else 0,
        "apply_time": case.created_at,
        "update_time": case.modified_at,
    }
    if case.return_waybill_no:
        row["return_logistics_company_name"] = case.return_carrier
        row["return_logistics_code"] = case.return_waybill_no
    return row


def _kind(shop: Shop, case: Case) -> int:
    """Refund-only is 2 before the goods were sent."""
    order = shop.book.find(case.external_no)
    unsent = order is None or order.shipped_at is None
    return 2 if case.kind == "refund_only" and unsent else _KIND[case.kind]
