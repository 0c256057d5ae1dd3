"""The fields of Shopify's GraphQL that this gateway answers (channel reference, section 7.2)."""

from collections.abc import Callable, Mapping

from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.json_text import Row, as_list, as_row, read_json
from orderhub_sandbox.orders import Order
from orderhub_sandbox.paging import Page, detail_order, read_page
from orderhub_sandbox.row_faults import spoil_rows
from orderhub_sandbox.shopify import goods
from orderhub_sandbox.shopify.graphql import Field, UnknownField, read_call, shown
from orderhub_sandbox.shopify.orders import FIELDS, order_row
from orderhub_sandbox.shopify.refusals import BUDGET, REQUESTED_COST, cost, refuse
from orderhub_sandbox.shopify.searching import connection, page_of, size_of, wish_of
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_CONNECTIONS = frozenset({"lineItems", "fulfillmentOrders", "inventoryLevels"})
_WRITES: dict[str, Callable[[Shop, Row, int], Row]] = {
    "fulfillmentCreate": goods.create,
    "fulfillmentTrackingInfoUpdate": goods.retrack,
    "inventorySetQuantities": goods.set_quantities,
}


def domain_of(shop: Shop) -> str:
    """The address that a shop of this name would have."""
    return f"{shop.account}.myshopify.com"


def answer(world: World, call: Call) -> Answer:
    """`data` of one admitted call, with what it cost."""
    if call.shop is None:
        raise refuse("token_missing")
    try:
        _, fields = read_call(read_json(call.content.decode()))
        return _answer(world, call, call.shop, fields)
    except UnknownField as error:
        raise refuse("retired", str(error)) from None
    except ValueError as error:
        raise refuse("syntax", str(error)) from None


def _answer(world: World, call: Call, shop: Shop, fields: tuple[Field, ...]) -> Answer:
    data: Row = {}
    page: Page[Order] | None = None
    wrote = False
    for field in fields:
        if field.name == "orders":
            page, data[field.alias] = _orders(world, call, shop, field)
        elif field.name in _WRITES:
            told = _WRITES[field.name](shop, dict(field.arguments), world.now("shopify"))
            data[field.alias], wrote = shown(field.below, told), True
        elif field.name in _ROOTS:
            data[field.alias] = _ROOTS[field.name](world, call, shop, field)
        else:
            raise UnknownField(field.name)
    body: Row = {"data": data, "extensions": {"cost": cost(BUDGET - REQUESTED_COST, 10)}}
    return Answer(body, page, wrote)


def _orders(world: World, call: Call, shop: Shop, field: Field) -> tuple[Page[Order], object]:
    page = read_page(world, call.place, shop.book, wish_of(field.arguments, world.now("shopify")))
    asked = next((part for part in field.below if part.name == "nodes"), None)
    rows = [_whole(order) for order in page.rows]
    if asked is not None:
        rows = [_shown_order(asked.below, row) for row in rows]
    spoil_rows(world, call.place, FIELDS, rows)
    number = page_of(field.arguments)
    listed = connection(rows, number, more=page.has_next)
    below = tuple(_bare(part) if part.name == "nodes" else part for part in field.below)
    return page, shown(below, listed)


def _whole(order: Order) -> Row:
    sent = {"fulfillments": goods.sent_of(order), "fulfillmentOrders": goods.places_of(order)}
    return order_row(order) | sent


def _bare(field: Field) -> Field:
    """Rows that show only what was asked, and what a fault made of them."""
    return Field(field.name, field.alias)


def _order(world: World, call: Call, shop: Shop, field: Field) -> object:
    number = str(field.arguments.get("id") or "").removeprefix("gid://shopify/Order/")
    order = detail_order(world, call.place, shop, number)
    if order is None:
        return None
    row = _shown_order(field.below, _whole(order))
    spoil_rows(world, call.place, FIELDS, [row])
    return row


def _shown_order(asked: tuple[Field, ...], row: Row) -> Row:
    """Only the asked fields; connections by pages of their own, at every depth."""
    made: Row = {}
    for field in asked:
        if field.name not in row:
            raise UnknownField(field.name)
        value, below = row[field.name], field.below
        rows = as_list(value) if field.name in _CONNECTIONS else None
        if rows is None:
            made[field.alias] = _below(below, value)
            continue
        nodes = next((part.below for part in below if part.name == "nodes"), ())
        told = [_shown_order(nodes, found) for one in rows if (found := as_row(one))]
        bare = tuple(_bare(part) if part.name == "nodes" else part for part in below)
        made[field.alias] = shown(bare, _page(told, field.arguments))
    return made


def _below(asked: tuple[Field, ...], value: object) -> object:
    row = as_row(value)
    return _shown_order(asked, row) if row is not None and asked else shown(asked, value)


def _page(rows: list[Row], arguments: Mapping[str, object]) -> Row:
    size, page = size_of(arguments), page_of(arguments)
    part = rows[(page - 1) * size : page * size]
    return connection(part, page, more=page * size < len(rows))


def _variant(_world: World, _call: Call, _of: Shop, field: Field) -> object:
    row = goods.variant_of(dict(field.arguments))
    return None if row is None else _shown_order(field.below, row)


def _shop(_world: World, _call: Call, shop: Shop, field: Field) -> object:
    row: Row = {
        "id": f"gid://shopify/Shop/{shop.index + 1}",
        "name": shop.name,
        "myshopifyDomain": domain_of(shop),
        "currencyCode": "CNY",
    }
    return shown(field.below, row)


_ROOTS: dict[str, Callable[[World, Call, Shop, Field], object]] = {
    "order": _order,
    "shop": _shop,
    "productVariant": _variant,
}
