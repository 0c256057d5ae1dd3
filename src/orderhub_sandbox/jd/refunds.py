"""Refund applications before shipment at JD (channel reference, sections 2.6 and 2.7)."""

from orderhub_sandbox.cases import Case, CaseTerms
from orderhub_sandbox.clock import local_text
from orderhub_sandbox.gateway import Call
from orderhub_sandbox.jd.params import Wrong, number, required, span
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.paging import Page, Wish, read_page
from orderhub_sandbox.row_faults import RowFields, spoil_rows
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

STATUS = {"requested": 0, "refunding": 1, "refused": 2, "success": 3, "platform_review": 10}
TERMS = CaseTerms(
    number=lambda index, serial: str(80_000_000_000 + serial * 10 + index),
    kinds=("refund_only",),
    statuses=tuple(STATUS),
)
_FIELDS = RowFields(
    number="id",
    twin="",
    status="status",
    total="applyRefundSum",
    times=("applyTime", "checkTime"),
)
_MOST_PAGES, _MOST_ROWS = 100, 50


def page_list(world: World, call: Call, shop: Shop, params: Row) -> tuple[Row, Page[Case]]:
    """`refundapply.queryPageList`: by the time of application, or else of the check; of one order
    where it is named."""
    applied = span(params, ("applyTimeStart", "applyTimeEnd"))
    checked = span(params, ("checkTimeStart", "checkTimeEnd"))
    start, end = applied or checked or (0, world.now("jd"))
    wanted, order = params.get("status"), str(params.get("orderId") or "")
    wish: Wish[Case] = Wish(
        index="modified" if checked and not applied else "created",
        start=start,
        end=end,
        page=number(params, "pageIndex", _MOST_PAGES),
        size=number(params, "pageSize", _MOST_ROWS),
        keep=lambda case: (
            wanted in (None, "", STATUS[case.status], str(STATUS[case.status]))
            and order in ("", case.external_no)
            and (not checked or _checked(case, checked))
        ),
    )
    page = read_page(world, call.place, shop.cases, wish)
    rows = [_row(case) for case in page.rows]
    spoil_rows(world, call.place, _FIELDS, rows)
    return {"success": True, "totalCount": page.total, "result": rows}, page


def one(world: World, call: Call, shop: Shop, params: Row) -> Row:
    """`refundapply.queryById`."""
    case = shop.cases.find(required(params, "id"))
    if case is None:
        raise Wrong("退款申请不存在")
    row = _row(case)
    spoil_rows(world, call.place, _FIELDS, [row])
    return {"success": True, "totalCount": 1, "result": [row]}


def _checked(case: Case, span: tuple[int, int]) -> bool:
    return case.modified_at > case.created_at and span[0] <= case.modified_at <= span[1]


def _row(case: Case) -> Row:
    return {
        "id": int(case.case_no) if case.case_no.isdigit() else case.case_no,
        "orderId": case.external_no,
        "status": STATUS[case.status],
        "applyRefundSum": case.amount_minor,
        "applyTime": local_text(case.created_at),
        "checkTime": local_text(case.modified_at) if case.modified_at > case.created_at else None,
        "checkUserName": "",
        "buyerId": "jd_buyer",
        "buyerName": "买家",
        "reason": case.reason,
    }
