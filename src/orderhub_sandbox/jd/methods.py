"""The JD methods this gateway answers (channel reference, section 2.4)."""

import itertools
from collections.abc import Iterator, Mapping

from orderhub_sandbox.clock import read_local
from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.jd.orders import FIELDS, UNPAID_WORD, hide_for, order_row, project
from orderhub_sandbox.jd.refusals import refuse
from orderhub_sandbox.json_text import Row, as_row, read_json
from orderhub_sandbox.orders import Order
from orderhub_sandbox.paging import Page, Wish, detail_order, read_page
from orderhub_sandbox.row_faults import spoil_rows
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_SEARCHES = frozenset({"jingdong.pop.order.search", "jingdong.pop.order.enSearch"})
_DETAILS = frozenset({"jingdong.pop.order.get", "jingdong.pop.order.enGet"})
METHODS = _SEARCHES | _DETAILS
_MONTH = 31 * 86400
_MOST_PAGES = 100
_MOST_ROWS = 100
_FIT_WITHOUT_DATES = frozenset({"WAIT_SELLER_STOCK_OUT"})
_EMPTY_LISTS: Iterator[Row] = itertools.cycle(({}, {"orderInfoList": None}, {"orderInfoList": []}))
_OK: Row = {
    "success": True,
    "englishErrCode": "",
    "chineseErrCode": "操作成功",
    "numberCode": 0,
}


class _Wrong(Exception):
    """A business parameter JD rejects inside the responce node."""


def answer(world: World, call: Call) -> Answer:
    """The body of one admitted call; business failures come inside the responce node."""
    if call.shop is None:
        raise refuse("token_missing")
    node = f"{call.place.method.replace('.', '_')}_responce"
    try:
        params = _business(call.params)
        if call.place.method in _DETAILS:
            return Answer({node: _detail(world, call, call.shop, params)})
        result, page = _search(world, call, call.shop, params)
    except _Wrong as wrong:
        failed = {
            **_OK,
            "success": False,
            "chineseErrCode": str(wrong),
            "numberCode": 10400,
        }
        inner = "orderDetailInfo" if call.place.method in _DETAILS else "searchorderinfo_result"
        return Answer({node: {"code": "0", inner: {"apiResult": failed}}})
    return Answer({node: {"code": "0", "searchorderinfo_result": result}}, page)


def _business(params: Mapping[str, str]) -> Row:
    try:
        business = as_row(read_json(params.get("360buy_param_json") or "{}"))
    except ValueError:
        raise _Wrong("360buy_param_json 不是合法的 JSON") from None
    if business is None:
        raise _Wrong("360buy_param_json 不是对象")
    return business


def _search(world: World, call: Call, shop: Shop, params: Row) -> tuple[Row, Page[Order]]:
    wanted = _fields(params)
    page = read_page(world, call.place, shop.book, _wish(world, params))
    if int(str(params["page"])) > _MOST_PAGES:
        page = Page((), page.total, has_next=False)
    rows = [_row(shop, call, order, wanted) for order in page.rows]
    spoil_rows(world, call.place, FIELDS, rows)
    listed: Row = {"orderInfoList": rows} if rows else next(_EMPTY_LISTS)
    return {"apiResult": _OK, "orderTotal": page.total, **listed}, page


def _wish(world: World, params: Row) -> Wish[Order]:
    states = frozenset(word for word in str(params.get("order_state") or "").split(",") if word)
    if not states:
        raise _Wrong("order_state 不能为空")
    start, end = _window(world, params, states)
    return Wish(
        index="placed" if str(params.get("dateType")) == "1" else "modified",
        start=start,
        end=end,
        page=_number(params, "page", 10**6),
        size=_number(params, "page_size", _MOST_ROWS),
        descending=str(params.get("sortType")) == "1",
        keep=lambda order: order.raw_status in states and order.raw_status != UNPAID_WORD,
    )


def _window(world: World, params: Row, states: frozenset[str]) -> tuple[int, int]:
    texts = params.get("start_date"), params.get("end_date")
    if not all(texts):
        if any(texts) or states != _FIT_WITHOUT_DATES:
            raise _Wrong("start_date 和 end_date 不能为空")
        now = world.now("jd")
        return now - _MONTH, now
    try:
        start, end = (read_local(str(text)) for text in texts)
    except ValueError:
        raise _Wrong("日期格式应为 yyyy-MM-dd HH:mm:ss") from None
    if not 0 <= end - start <= _MONTH:
        raise _Wrong("开始时间和结束时间不能相差超过1个月")
    return start, end


def _detail(world: World, call: Call, shop: Shop, params: Row) -> Row:
    wanted = _fields(params)
    order = detail_order(world, call.place, shop, str(params.get("order_id") or ""))
    if order is None or order.raw_status == UNPAID_WORD:
        raise _Wrong("订单不存在")
    row = _row(shop, call, order, wanted)
    spoil_rows(world, call.place, FIELDS, [row])
    return {"code": "0", "orderDetailInfo": {"apiResult": _OK, "orderInfo": row}}


def _row(shop: Shop, call: Call, order: Order, wanted: frozenset[str]) -> Row:
    hide = hide_for(call.place.method, plain_people=shop.plain_people)
    return project(order, order_row(order, shop.account, hide), wanted)


def _fields(params: Row) -> frozenset[str]:
    names = str(params.get("optional_fields") or "")
    if not names:
        raise _Wrong("optional_fields 不能为空")
    return frozenset(name.strip() for name in names.split(","))


def _number(params: Row, name: str, highest: int) -> int:
    text = str(params.get(name) or "")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= highest:
        raise _Wrong(f"{name} 应在 1 到 {highest} 之间")
    return int(text)
