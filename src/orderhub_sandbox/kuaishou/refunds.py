"""After-sale cases at Kuaishou (channel reference, sections 5.6 and 5.7)."""

from orderhub_sandbox.cases import Case, CaseTerms
from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.kuaishou.params import number_text, shop_of, whole, window
from orderhub_sandbox.kuaishou.refusals import done, refuse
from orderhub_sandbox.paging import Wish, read_page
from orderhub_sandbox.row_faults import RowFields, spoil_rows
from orderhub_sandbox.world import World

STATUS = {
    "requested": 10,
    "refused": 12,
    "platform_review": 20,
    "await_buyer_return": 30,
    "await_seller_receive": 40,
    "exchange_shipped": 45,
    "refunding": 50,
    "success": 60,
    "closed": 70,
}
_WAYS = {"return_refund": 1, "exchange": 3, "reship": 4, "repair": 5, "refund_only": 10}
TERMS = CaseTerms(
    number=lambda index, serial: str(2_600_000_000_000 + serial * 10 + index),
    kinds=tuple(_WAYS),
    statuses=tuple(STATUS),
)
_FIELDS = RowFields(
    number="refundId",
    twin="",
    status="status",
    total="refundFee",
    times=("createTime", "submitTime", "updateTime"),
)
_DAY = 86400
_LOOK_BACK = 90 * _DAY
_MOST_ROWS = 100
_WAITING, _UPDATED = 8, 2
_END = "nomore"


def page_list(world: World, call: Call, params: Row) -> Answer:
    """`seller.order.refund.pcursor.list`."""
    start, end = window(params, world.now("kuaishou"), _DAY, _LOOK_BACK)
    waiting = whole(params, "type", 8, 9) == _WAITING
    by_update = whole({"queryType": 1, **params}, "queryType", 1, 2) == _UPDATED
    whole(params, "currentPage", 1, 10**6)
    wish: Wish[Case] = Wish(
        index="modified" if by_update else "created",
        start=start,
        end=end,
        page=_page_of(params),
        size=whole(params, "pageSize", 1, _MOST_ROWS),
        descending=str(params.get("sort", 1)) == "1",
        keep=lambda case: not waiting or case.status == "requested",
    )
    page = read_page(world, call.place, shop_of(call).cases, wish)
    rows = [_row(case) for case in page.rows]
    spoil_rows(world, call.place, _FIELDS, rows)
    data: Row = {
        "refundOrderInfoList": rows,
        "pcursor": str(wish.page + 1) if page.has_next else _END,
        "currentPage": wish.page,
        "pageSize": wish.size,
        "totalSize": page.total,
    }
    return Answer(done(data), page)


def show(world: World, call: Call, params: Row) -> Answer:
    """`seller.order.refund.detail`."""
    case = shop_of(call).cases.find(number_text(params, "refundId"))
    if case is None:
        raise refuse("business", "退款单不存在")
    row = _row(case)
    spoil_rows(world, call.place, _FIELDS, [row])
    return Answer(done(row))


def _page_of(params: Row) -> int:
    cursor = str(params.get("pcursor") or "1")
    if not cursor.isdigit() or not int(cursor):
        raise refuse("business", "pcursor无效")
    return int(cursor)


def _row(case: Case) -> Row:
    order_no = case.external_no
    return {
        "refundId": int(case.case_no) if case.case_no.isdigit() else case.case_no,
        "oid": int(order_no) if order_no.isdigit() else order_no,
        "status": STATUS[case.status],
        "handlingWay": _WAYS[case.kind],
        "negotiateStatus": 1,
        "refundFee": case.amount_minor,
        "refundReasonDesc": case.reason,
        "refundDesc": "",
        "createTime": case.created_at * 1000,
        "submitTime": case.created_at * 1000,
        "updateTime": case.modified_at * 1000,
        "logisticsInfo": {"expressNo": case.return_waybill_no, "expressName": case.return_carrier},
    }
