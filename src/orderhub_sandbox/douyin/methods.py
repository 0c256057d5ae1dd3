"""The Doudian methods this gateway answers (channel reference, sections 4.3 to 4.5)."""

from collections.abc import Callable

from orderhub_sandbox.douyin import cases, parcels, receivers, tokens
from orderhub_sandbox.douyin.carriers import CARRIERS
from orderhub_sandbox.douyin.orders import FIELDS, order_row
from orderhub_sandbox.douyin.params import business, required, shop_of, whole
from orderhub_sandbox.douyin.refusals import refuse
from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.json_text import Row, as_list, as_row
from orderhub_sandbox.orders import Order
from orderhub_sandbox.paging import Wish, detail_order, read_page
from orderhub_sandbox.row_faults import spoil_rows
from orderhub_sandbox.world import World

_LOOK_BACK = 90 * 86400
_MOST_ROWS = 100
_MOST_ORDERS = 50_000
_NEW_CODES = "x-open-no-old-err-code"
# order_by → index and the names of its time parameters
_INDEXES = {"create_time": ("placed", "create_time"), "update_time": ("modified", "update_time")}


def answer(world: World, call: Call) -> Answer:
    """The body of one admitted call. Raises Refused."""
    made = METHODS[call.place.method](world, call)
    # a repeat with the same signature gets the same id, which makes answers comparable
    log_id = call.params["sign"][:32]
    if not call.params[_NEW_CODES]:
        body: Row = {"err_no": 0, "message": "success", "log_id": log_id, "data": made.body}
    else:
        said: Row = {"code": 10000, "msg": "success", "sub_code": "", "sub_msg": ""}
        body = {**said, "log_id": log_id, "data": made.body}
    return Answer(body, made.page, made.wrote)


def _search(world: World, call: Call) -> Answer:
    shop, wish = shop_of(call), _wish(world, business(call.params))
    page = read_page(world, call.place, shop.book, wish)
    if page.total > _MOST_ORDERS:
        raise refuse("business", "20013")
    rows = [order_row(order, shop.account) for order in page.rows]
    spoil_rows(world, call.place, FIELDS, rows)
    body: Row = {
        "total": page.total,
        "page": wish.page - 1,
        "size": wish.size,
        "shop_order_list": rows,
    }
    return Answer(body, page)


def _wish(world: World, params: Row) -> Wish[Order]:
    page, size = whole(params, "page"), whole(params, "size")
    if page is None:
        raise refuse("missing", "page")
    if size is None or not 1 <= size <= _MOST_ROWS:
        raise refuse("business", "20008")
    order_by = str(params.get("order_by") or "create_time")
    if order_by not in _INDEXES:
        raise refuse("wrong", "order_by")
    start, end, index = _window(world, params)
    if index != _INDEXES[order_by][0]:
        raise refuse("wrong", "order_by")
    words = _words(params)
    return Wish(
        index=index,
        start=start,
        end=end,
        page=page + 1,
        size=size,
        descending=not params.get("order_asc"),
        keep=(lambda order: order.raw_status in words) if words else None,
    )


def _window(world: World, params: Row) -> tuple[int, int, str]:
    for index, name in _INDEXES.values():
        start, end = whole(params, f"{name}_start"), whole(params, f"{name}_end")
        if start is None and end is None:
            continue
        if start is None or end is None or end < start:
            raise refuse("business", "20012")
        if start < world.now("douyin") - _LOOK_BACK:
            raise refuse("business", "20022")
        return start, end, index
    raise refuse("business", "20011")


def _words(params: Row) -> frozenset[str]:
    """`combine_status` is a list of one element."""
    listed = as_list(params.get("combine_status")) or []
    if len(listed) > 1:
        raise refuse("wrong", "combine_status")
    told = (as_row(listed[0]) or {}) if listed else {}
    words = f"{told.get('order_status') or ''},{told.get('main_status') or ''}"
    return frozenset(word.strip() for word in words.split(",") if word.strip())


def _detail(world: World, call: Call) -> Answer:
    shop, number = shop_of(call), required(business(call.params), "shop_order_id")
    order = detail_order(world, call.place, shop, number)
    if order is None:
        raise refuse("business", "20001")
    row = order_row(order, shop.account)
    spoil_rows(world, call.place, FIELDS, [row])
    return Answer({"shop_order_detail": row})


def _carriers(_: World, __: Call) -> Answer:
    listed = enumerate(CARRIERS.items(), 1)
    return Answer({"data": [{"id": n, "code": code, "name": name} for n, (code, name) in listed]})


METHODS: dict[str, Callable[[World, Call], Answer]] = {
    "order.searchList": _search,
    "order.orderDetail": _detail,
    "order.logisticsCompanyList": _carriers,
    "order.logisticsAdd": parcels.add,
    "order.logisticsAddSinglePack": parcels.add_single_pack,
    "order.logisticsAddMultiPack": parcels.add_multi_pack,
    "order.logisticsEdit": parcels.edit,
    "order.logisticsEditByPack": parcels.edit_by_pack,
    "order.batchDecrypt": receivers.batch_decrypt,
    "sku.syncStock": parcels.sync_stock,
    "afterSale.List": cases.every,
    "afterSale.Detail": cases.one,
    "token.create": lambda world, call: Answer(tokens.create(world, call)),
    "token.refresh": lambda world, call: Answer(tokens.refresh(world, call)),
}
WITHOUT_TOKEN = frozenset({"token.create", "token.refresh"})
