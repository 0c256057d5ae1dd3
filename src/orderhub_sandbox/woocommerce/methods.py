"""The calls a store answers (channel reference, section 6.2)."""

from collections.abc import Callable, Mapping

from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.orders import Order
from orderhub_sandbox.paging import Wish, detail_order, read_page
from orderhub_sandbox.row_faults import spoil_rows
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.woocommerce import goods
from orderhub_sandbox.woocommerce.orders import FIELDS, WORDS, order_row, refund_rows
from orderhub_sandbox.woocommerce.params import moment, number, one_of
from orderhub_sandbox.woocommerce.refusals import refuse
from orderhub_sandbox.world import World

_STATUSES = frozenset(word for words in WORDS.values() for word in words)
_NOT_ANY = frozenset({"trash", "checkout-draft"})
_SORTS = ("date", "id", "modified")
_FOREVER = 2**40


def answer(world: World, call: Call) -> Answer:
    """The answer to one admitted call."""
    if call.shop is None:
        raise refuse("key_missing")
    return _ANSWERS[call.place.method](world, call, call.shop)


def _list(world: World, call: Call, shop: Shop) -> Answer:
    page = read_page(world, call.place, shop.book, _wish(call.params))
    rows = [order_row(order) for order in page.rows]
    spoil_rows(world, call.place, FIELDS, rows)
    per_page = number(call.params, "per_page", 10, 100)
    pages = -(-page.total // per_page)
    headers = {"X-WP-Total": str(page.total), "X-WP-TotalPages": str(pages)}
    return Answer({}, page, headers=headers, bare=rows)


def _wish(params: Mapping[str, str]) -> Wish[Order]:
    sort = one_of(params, "orderby", _SORTS)
    start, end = _bounds(params, "" if sort == "date" else "modified_")
    return Wish(
        index="modified" if sort == "modified" else "placed",
        start=start,
        end=end,
        page=number(params, "page", 1, 10**6),
        size=number(params, "per_page", 10, 100),
        descending=one_of(params, "order", ("desc", "asc")) == "desc",
        keep=_kept(params),
    )


def _bounds(params: Mapping[str, str], prefix: str) -> tuple[int, int]:
    """`after` and `before` leave out the second they name."""
    names = ("after", "before", "modified_after", "modified_before")
    told = {name: moment(params, name) for name in names}
    after, before = told[f"{prefix}after"], told[f"{prefix}before"]
    return (0 if after is None else after + 1), (_FOREVER if before is None else before - 1)


def _kept(params: Mapping[str, str]) -> Callable[[Order], bool]:
    words = params.get("status", "any")
    if words == "any":
        return lambda order: order.raw_status not in _NOT_ANY
    wanted = frozenset(words.split(","))
    if not wanted <= _STATUSES:
        raise refuse("argument_wrong", "status")
    return lambda order: order.raw_status in wanted


def _one(world: World, call: Call, shop: Shop) -> Answer:
    order = detail_order(world, call.place, shop, call.ids[0])
    if order is None:
        raise refuse("order_unknown")
    row = order_row(order)
    spoil_rows(world, call.place, FIELDS, [row])
    return Answer(row)


def _refunds(_world: World, call: Call, shop: Shop) -> Answer:
    order = shop.book.find(call.ids[0])
    if order is None:
        raise refuse("order_unknown")
    rows = refund_rows(order)
    headers = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": "1"}
    return Answer({}, headers=headers, bare=rows)


_ANSWERS: dict[str, Callable[[World, Call, Shop], Answer]] = {
    "GET /orders": _list,
    "GET /orders/{id}": _one,
    "GET /orders/{id}/refunds": _refunds,
    "PUT /orders/{id}": goods.update_order,
    "PUT /products/{id}": goods.update_product,
    "PUT /products/{id}/variations/{id}": goods.update_product,
}
