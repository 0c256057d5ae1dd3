"""The Kuaishou methods this gateway answers (channel reference, sections 5.4 to 5.6)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.json_text import Row, as_row
from orderhub_sandbox.kuaishou import goods, people, refunds
from orderhub_sandbox.kuaishou.orders import FIELDS, order_row
from orderhub_sandbox.kuaishou.params import business, number_text, shop_of, whole, window
from orderhub_sandbox.kuaishou.refusals import done, refuse
from orderhub_sandbox.orders import Order
from orderhub_sandbox.paging import Wish, detail_order, read_page
from orderhub_sandbox.row_faults import spoil_rows
from orderhub_sandbox.world import World

_DAY = 86400
_LONGEST = 7 * _DAY
_LOOK_BACK = 90 * _DAY
_OLDEST_ORDER = 240 * _DAY
_MOST_ROWS = 50
_UPDATED = 2
_END = "nomore"
_VIEWS: Mapping[int, str] = {2: "10", 3: "30", 4: "40", 5: "50", 6: "70", 7: "80"}


@dataclass(frozen=True, slots=True)
class Method:
    """The verb a method is called with, and what it does."""

    verb: str
    run: Callable[[World, Call, Row], Answer]


def answer(world: World, call: Call) -> Answer:
    """The body of one admitted call. Raises Refused."""
    return METHODS[call.place.method].run(world, call, business(call))


def _list(world: World, call: Call, params: Row) -> Answer:
    shop = shop_of(call)
    wish = _wish(world, params)
    page = read_page(world, call.place, shop.book, wish)
    rows = [order_row(order, detail=False) for order in page.rows]
    _spoil(world, call, rows)
    following = f"{params['endTime']}_{wish.page + 1}" if page.has_next else _END
    data: Row = {
        "orderList": rows,
        "cursor": following,
        "pageSize": wish.size,
        "beginTime": params["beginTime"],
        "endTime": params["endTime"],
    }
    return Answer(done(data), page)


def _wish(world: World, params: Row) -> Wish[Order]:
    now = world.now("kuaishou")
    start, end = window(params, now, _LONGEST, _LOOK_BACK)
    view = whole(params, "orderViewStatus", 1, 7)
    by_update = whole(params, "queryType", 1, 2) == _UPDATED
    oldest = now - _OLDEST_ORDER if by_update else 0
    return Wish(
        index="modified" if by_update else "placed",
        start=start,
        end=end,
        page=_page_of(params),
        size=whole(params, "pageSize", 1, _MOST_ROWS),
        descending=str(params.get("sort", 1)) == "1",
        keep=lambda order: (
            order.placed_at >= oldest and order.raw_status == _VIEWS.get(view, order.raw_status)
        ),
    )


def _page_of(params: Row) -> int:
    """A cursor is a position in the list as it stands then, and good for one endTime alone."""
    cursor = params.get("cursor")
    if cursor in ("", None):
        return 1
    end, _, page = str(cursor).partition("_")
    if end != str(params["endTime"]) or not page.isdigit():
        raise refuse("business", "cursor无效")
    return int(page)


def _detail(world: World, call: Call, params: Row) -> Answer:
    order = detail_order(world, call.place, shop_of(call), number_text(params, "oid"))
    if order is None:
        raise refuse("business", "订单不存在")
    row = order_row(order, detail=True)
    _spoil(world, call, [row])
    return Answer(done(row))


def _spoil(world: World, call: Call, rows: list[Row]) -> None:
    bases = [base for row in rows if (base := as_row(row["orderBaseInfo"])) is not None]
    spoil_rows(world, call.place, FIELDS, bases)


METHODS: Mapping[str, Method] = {
    "open.order.cursor.list": Method("GET", _list),
    "open.order.detail": Method("GET", _detail),
    "open.seller.order.goods.deliver": Method("POST", goods.deliver),
    "open.order.goods.split.deliver": Method("POST", goods.split_deliver),
    "open.seller.order.logistics.update": Method("POST", goods.update_logistics),
    "open.seller.order.note.add": Method("POST", goods.add_note),
    "open.item.get": Method("GET", goods.show_item),
    "open.item.sku.stock.update": Method("POST", goods.change_stock),
    "open.seller.order.refund.pcursor.list": Method("GET", refunds.page_list),
    "open.seller.order.refund.detail": Method("GET", refunds.show),
    "open.order.decrypt.batch": Method("POST", people.decrypt_batch),
}
