"""Reveals and searches real recipients on TOP (channel reference, section 1.7)."""

from orderhub_sandbox.gateway import Call
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import Order
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.taobao.params import query_rows, required, shop_of
from orderhub_sandbox.taobao.refusals import refuse
from orderhub_sandbox.taobao.trades import oaid_of
from orderhub_sandbox.world import World

_SCENES = frozenset({"1001", "1002", "1003", "1004", "1005", "1006", "1007", "2001", "2002"})
_QUERY_SCENES = frozenset({"1001", "1002"})
_MOST_QUERIES = 20
_MOST_FOUND = 100


def decrypt(_: World, call: Call) -> Row:
    """`top.oaid.decrypt`: at most 20 pairs of oaid and tid."""
    shop = shop_of(call)
    rows = query_rows(call.params, "query_list", _MOST_QUERIES)
    return {"receiver_list": {"receiver": [_receiver(shop, row) for row in rows]}}


def query(_: World, call: Call) -> Row:
    """`trades.sold.query`: newest trades of a real name or phone."""
    if required(call.params, "scene") not in _QUERY_SCENES:
        raise refuse("argument_wrong", "scene")
    rows = query_rows(call.params, "query_list", _MOST_QUERIES)
    names = {row.get("receiver_name") for row in rows} - {None, ""}
    phones = {row.get(key) for row in rows for key in ("mobile", "phone")} - {None, ""}
    if not names and not phones:
        raise refuse("argument_missing", "query_list")
    orders = sorted(shop_of(call).book.every(), key=lambda order: order.placed_at, reverse=True)
    found = [
        order.external_no
        for order in orders
        if order.recipient.name in names or order.recipient.phone in phones
    ]
    return {"tid_list": {"string": found[:_MOST_FOUND]}}


def _receiver(shop: Shop, row: Row) -> Row:
    if str(row.get("scene", "")) not in _SCENES:
        raise refuse("argument_wrong", "scene")
    order = shop.book.find(str(row.get("tid", "")))
    matched = order is not None and oaid_of(order) == row.get("oaid")
    shown: Row = {
        "oaid": row.get("oaid"),
        "tid": str(row.get("tid", "")),
        "matched": matched,
    }
    return {**shown, **_real(order)} if order is not None and matched else shown


def _real(order: Order) -> Row:
    person = order.recipient
    return {
        "name": person.name,
        "mobile": person.phone,
        "phone": "",
        "state": person.province,
        "city": person.city,
        "district": person.district,
        "town": "",
        "address_detail": person.address,
        "country": "中国",
        "privacy_protection": False,
    }
