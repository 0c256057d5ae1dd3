"""The JD methods this gateway answers (channel reference, sections 2.4 to 2.6)."""

import itertools
from collections.abc import Iterator

from orderhub_sandbox.cases import Case
from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.jd import goods, refunds
from orderhub_sandbox.jd.orders import FIELDS, UNPAID_WORD, hide_for, order_row, project
from orderhub_sandbox.jd.params import OK, Wrong, business, failed, number, span
from orderhub_sandbox.jd.refusals import refuse
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import Order
from orderhub_sandbox.paging import Page, Wish, detail_order, read_page
from orderhub_sandbox.row_faults import spoil_rows
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_SEARCHES = frozenset({"jingdong.pop.order.search", "jingdong.pop.order.enSearch"})
_DETAILS = frozenset({"jingdong.pop.order.get", "jingdong.pop.order.enGet"})
_REFUNDS = "jingdong.pop.afs.soa.refundapply.queryPageList"
_REFUND = "jingdong.pop.afs.soa.refundapply.queryById"
# method → its node inside the responce, what it does
_WRITES = {
    "jingdong.pop.order.shipment": ("sopjosshipment_result", goods.shipment),
    "jingdong.ware.stock.sku.set": ("setStockResult", goods.set_stock),
}
_READS = {"jingdong.ware.stock.sku.query": ("queryStockResult", goods.query_stock)}
METHODS = _SEARCHES | _DETAILS | {_REFUNDS, _REFUND} | _WRITES.keys() | _READS.keys()
_MONTH = 31 * 86400
_MOST_PAGES = 100
_MOST_ROWS = 100
_FIT_WITHOUT_DATES = frozenset({"WAIT_SELLER_STOCK_OUT"})
_EMPTY_LISTS: Iterator[Row] = itertools.cycle(({}, {"orderInfoList": None}, {"orderInfoList": []}))


def answer(world: World, call: Call) -> Answer:
    """The body of one admitted call; business failures come inside the responce node."""
    if call.shop is None:
        raise refuse("token_missing")
    node = f"{call.place.method.replace('.', '_')}_responce"
    try:
        inner, result, page = _result(world, call, call.shop, business(call.params))
    except Wrong as wrong:
        return Answer({node: {"code": "0", **_failure(call.place.method, failed(wrong))}})
    wrote = call.place.method in _WRITES
    return Answer({node: {"code": "0", inner: result}}, page, wrote)


def _result(
    world: World, call: Call, shop: Shop, params: Row
) -> tuple[str, Row, Page[Order] | Page[Case] | None]:
    """Name and content of the answer's inner node, and the page it shows."""
    method = call.place.method
    if method in _DETAILS:
        return "orderDetailInfo", _detail(world, call, shop, params), None
    if method == _REFUND:
        return "queryResult", refunds.one(world, call, shop, params), None
    if method == _REFUNDS:
        return "queryResult", *refunds.page_list(world, call, shop, params)
    if method in _SEARCHES:
        return "searchorderinfo_result", *_search(world, call, shop, params)
    inner, act = (_WRITES | _READS)[method]
    return inner, act(shop, params, world.now("jd")), None


def _failure(method: str, told: Row) -> Row:
    if method in _DETAILS:
        return {"orderDetailInfo": {"apiResult": told}}
    if method in _SEARCHES:
        return {"searchorderinfo_result": {"apiResult": told}}
    inner = "queryResult" if method in (_REFUND, _REFUNDS) else (_WRITES | _READS)[method][0]
    return {inner: told}


def _search(world: World, call: Call, shop: Shop, params: Row) -> tuple[Row, Page[Order]]:
    wanted = _fields(params)
    page = read_page(world, call.place, shop.book, _wish(world, params))
    if int(str(params["page"])) > _MOST_PAGES:
        page = Page((), page.total, has_next=False)
    rows = [_row(shop, call, order, wanted) for order in page.rows]
    spoil_rows(world, call.place, FIELDS, rows)
    listed: Row = {"orderInfoList": rows} if rows else next(_EMPTY_LISTS)
    return {"apiResult": OK, "orderTotal": page.total, **listed}, page


def _wish(world: World, params: Row) -> Wish[Order]:
    states = frozenset(word for word in str(params.get("order_state") or "").split(",") if word)
    if not states:
        raise Wrong("order_state 不能为空")
    start, end = _window(world, params, states)
    return Wish(
        index="placed" if str(params.get("dateType")) == "1" else "modified",
        start=start,
        end=end,
        page=number(params, "page", 10**6),
        size=number(params, "page_size", _MOST_ROWS),
        descending=str(params.get("sortType")) == "1",
        keep=lambda order: order.raw_status in states and order.raw_status != UNPAID_WORD,
    )


def _window(world: World, params: Row, states: frozenset[str]) -> tuple[int, int]:
    found = span(params, ("start_date", "end_date"))
    if found is None:
        if states != _FIT_WITHOUT_DATES:
            raise Wrong("start_date 和 end_date 不能为空")
        now = world.now("jd")
        return now - _MONTH, now
    if found[1] - found[0] > _MONTH:
        raise Wrong("开始时间和结束时间不能相差超过1个月")
    return found


def _detail(world: World, call: Call, shop: Shop, params: Row) -> Row:
    wanted = _fields(params)
    order = detail_order(world, call.place, shop, str(params.get("order_id") or ""))
    if order is None or order.raw_status == UNPAID_WORD:
        raise Wrong("订单不存在")
    row = _row(shop, call, order, wanted)
    spoil_rows(world, call.place, FIELDS, [row])
    return {"apiResult": OK, "orderInfo": row}


def _row(shop: Shop, call: Call, order: Order, wanted: frozenset[str]) -> Row:
    hide = hide_for(call.place.method, plain_people=shop.plain_people)
    return project(order, order_row(order, shop.account, hide), wanted)


def _fields(params: Row) -> frozenset[str]:
    names = str(params.get("optional_fields") or "")
    if not names:
        raise Wrong("optional_fields 不能为空")
    return frozenset(name.strip() for name in names.split(","))
