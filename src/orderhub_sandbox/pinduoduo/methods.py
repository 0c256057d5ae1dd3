"""The Pinduoduo calls this gateway answers (channel reference, sections 3.3 to 3.7, 3.11)."""

import itertools
from collections.abc import Callable, Iterator, Mapping

from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import Order
from orderhub_sandbox.paging import Wish, detail_order, read_page
from orderhub_sandbox.pinduoduo import goods, pmc, refunds, tokens
from orderhub_sandbox.pinduoduo.orders import FIELDS, order_row
from orderhub_sandbox.pinduoduo.params import number, required, shop_of, span
from orderhub_sandbox.pinduoduo.refusals import refuse
from orderhub_sandbox.row_faults import spoil_rows
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_LOOK_BACK = 92 * 86400
_ALL = "5"
_EMPTY_LISTS: Iterator[Row] = itertools.cycle(({}, {"order_sn_list": None}, {"order_sn_list": []}))


def answer(world: World, call: Call) -> Answer:
    """The body of one admitted call. Raises Refused."""
    node, act = _LISTS.get(call.place.method) or _SINGLE[call.place.method]
    made = act(world, call)
    if isinstance(made, Answer):
        return Answer({node: {**made.body, "request_id": "1"}}, made.page)
    return Answer({node: {**made, "request_id": "1"}}, wrote=call.place.method in _WRITES)


def _increment(world: World, call: Call) -> Answer:
    start, end = span(call.params)
    if start < world.now("pinduoduo") - _LOOK_BACK:
        raise refuse("argument_wrong", "start_updated_at")
    for name in ("order_status", "refund_status", "is_lucky_flag"):
        required(call.params, name)
    wanted = call.params["order_status"]
    wish: Wish[Order] = Wish(
        index="modified",
        start=start,
        end=end,
        page=number(call.params, "page", 1, 10**6),
        size=number(call.params, "page_size", 100, 100),
        descending=True,
        keep=None if wanted == _ALL else lambda o: o.raw_status == f"order_status={wanted}",
    )
    shop = shop_of(call)
    page = read_page(world, call.place, shop.book, wish)
    rows = [_row(shop, order) for order in page.rows]
    spoil_rows(world, call.place, FIELDS, rows)
    body: Row = {"order_sn_list": rows} if rows else dict(next(_EMPTY_LISTS))
    if call.params.get("use_has_next") == "true":
        body["has_next"] = page.has_next
    else:
        body["total_count"] = page.total
    return Answer(body, page)


def _information(world: World, call: Call) -> Row:
    shop = shop_of(call)
    order = detail_order(world, call.place, shop, required(call.params, "order_sn"))
    if order is None:
        raise refuse("business", "order_not_found")
    row = _row(shop, order)
    spoil_rows(world, call.place, FIELDS, [row])
    return {"order_info": row}


def _status(_: World, call: Call) -> Row:
    """`order.status.get`: the known ones of at most 100 numbers."""
    shop = shop_of(call)
    found = [shop.book.find(no) for no in required(call.params, "order_sns").split(",")[:100]]
    rows = [_row(shop, order) for order in found if order is not None]
    names = ("order_sn", "order_status", "refund_status")
    return {"order_status_list": [{name: row[name] for name in names} for row in rows]}


def _row(shop: Shop, order: Order) -> Row:
    refunding = any(case.open for case in shop.cases.of_order(order.external_no))
    return order_row(order, refunding=refunding, plain=shop.plain_people)


_LISTS: Mapping[str, tuple[str, Callable[[World, Call], Answer]]] = {
    "pdd.order.number.list.increment.get": ("order_sn_increment_get_response", _increment),
    "pdd.refund.list.increment.get": ("refund_increment_get_response", refunds.increment),
}
_SINGLE: Mapping[str, tuple[str, Callable[[World, Call], Row]]] = {
    "pdd.order.information.get": ("order_info_get_response", _information),
    "pdd.order.status.get": ("order_status_get_response", _status),
    "pdd.logistics.online.send": ("logistics_online_send_response", goods.online_send),
    "pdd.order.upload.extra.logistics": ("order_upload_extra_response", goods.extra_logistics),
    "pdd.logistics.companies.get": ("logistics_companies_get_response", goods.companies),
    "pdd.goods.quantity.update": ("goods_quantity_update_response", goods.quantity_update),
    "pdd.open.decrypt.batch": ("open_decrypt_batch_response", goods.decrypt_batch),
    "pdd.pop.auth.token.create": ("pop_auth_token_create_response", tokens.create),
    "pdd.pop.auth.token.refresh": ("pop_auth_token_refresh_response", tokens.refresh),
    "pdd.pmc.user.permit": ("pmc_user_permit_response", pmc.permit),
}
_WRITES = frozenset(
    {
        "pdd.logistics.online.send",
        "pdd.order.upload.extra.logistics",
        "pdd.goods.quantity.update",
    }
)
WITHOUT_TOKEN = frozenset({"pdd.pop.auth.token.create", "pdd.pop.auth.token.refresh"})
METHODS = frozenset({*_LISTS, *_SINGLE})
