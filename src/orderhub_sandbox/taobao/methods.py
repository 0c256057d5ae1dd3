"""The TOP methods this gateway answers (channel reference, sections 1.4 to 1.7, 1.11)."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from orderhub_sandbox.clock import local_text
from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import Order
from orderhub_sandbox.paging import Wish, detail_order, read_page
from orderhub_sandbox.row_faults import spoil_rows
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.taobao import goods, receivers, refunds, tmc, tokens
from orderhub_sandbox.taobao.params import (
    local_time,
    number,
    required,
    shop_of,
    wanted_fields,
)
from orderhub_sandbox.taobao.refusals import refuse
from orderhub_sandbox.taobao.trades import FIELDS, project, trade_row, unwrap
from orderhub_sandbox.world import World

_DAY = 86400
_LOOK_BACK = 92 * _DAY
_HIGHEST_FLAG = 5
_EMPTY_LISTS: Iterator[Row] = itertools.cycle(({}, {"trades": None}, {"trades": {"trade": []}}))
_REFUNDS = "refunds.receive.get"
# method → index, parameter names, longest window in seconds
_LISTS = {
    "trades.sold.increment.get": ("modified", "start_modified", "end_modified", _DAY),
    "trades.sold.incrementv.get": ("entered", "start_create", "end_create", _DAY),
    "trades.sold.get": ("placed", "start_created", "end_created", _LOOK_BACK),
}


def answer(world: World, call: Call) -> Answer:
    """The body of one admitted call. Raises Refused."""
    name = call.place.method.removeprefix("taobao.")
    if name in _LISTS:
        made = _list_trades(world, call, shop_of(call), name)
    elif name == _REFUNDS:
        made = refunds.receive(world, call)
    else:
        made = Answer(_SINGLE[name](world, call), wrote=name in _WRITES)
    # a repeat with the same signature gets the same id, which makes answers comparable
    body: object = {**made.body, "request_id": call.params["sign"][:14].lower()}
    if call.params.get("simplify") == "true":
        body = unwrap(body)
    return Answer({f"{name.replace('.', '_')}_response": body}, made.page, made.wrote)


def _list_trades(world: World, call: Call, shop: Shop, name: str) -> Answer:
    wanted = wanted_fields(call.params)
    page = read_page(world, call.place, shop.book, _wish(world, call.params, name))
    rows = [_row(shop, order, wanted) for order in page.rows]
    spoil_rows(world, call.place, FIELDS, rows)
    body: Row = {"trades": {"trade": rows}} if rows else dict(next(_EMPTY_LISTS))
    if call.params.get("use_has_next") == "true":
        body["has_next"] = page.has_next
    else:
        body["total_results"] = page.total
    return Answer(body, page)


def _wish(world: World, params: Mapping[str, str], name: str) -> Wish[Order]:
    index, start_name, end_name, longest = _LISTS[name]
    start, end = local_time(params, start_name), local_time(params, end_name)
    if end < start or end - start > longest:
        raise refuse("argument_wrong", end_name)
    if start < world.now("taobao") - _LOOK_BACK:
        raise refuse("argument_wrong", start_name)
    statuses = frozenset(word for word in params.get("status", "").split(",") if word)
    return Wish(
        index=index,
        start=start,
        end=end,
        page=number(params, "page_no", 1, 10**6),
        size=number(params, "page_size", 40, 100),
        descending=True,
        keep=(lambda order: order.raw_status in statuses) if statuses else None,
    )


def _row(shop: Shop, order: Order, wanted: frozenset[str]) -> Row:
    return project(order, trade_row(order, shop.account, plain=shop.plain_people), wanted)


def _trade(world: World, call: Call) -> Row:
    wanted = wanted_fields(call.params)
    if "include_oaid" in call.params:
        wanted |= {"oaid"}
    tid = required(call.params, "tid")
    order = detail_order(world, call.place, shop_of(call), tid)
    if order is None:
        raise refuse("business", "trade-not-exist")
    row = _row(shop_of(call), order, wanted)
    spoil_rows(world, call.place, FIELDS, [row])
    return {"trade": row}


def _time_now(world: World, call: Call) -> Row:
    return {"time": local_text(world.now(call.place.channel))}


def _memo_update(world: World, call: Call) -> Row:
    shop, tid = shop_of(call), required(call.params, "tid")
    order = shop.book.find(tid)
    if order is None:
        raise refuse("business", "trade-not-exist")
    now = world.now(shop.channel)
    flag = call.params.get("flag", str(order.seller_flag))
    if not flag.isdigit() or int(flag) > _HIGHEST_FLAG:
        raise refuse("argument_wrong", "flag")
    memo = call.params.get("memo", "" if call.params.get("reset") == "true" else order.seller_memo)
    shop.book.change(
        replace(
            order,
            seller_memo=memo,
            seller_flag=int(flag),
            modified_at=now,
            entered_at=now,
        )
    )
    return {"trade": {"tid": int(tid), "modified": local_text(now)}}


_WRITES: dict[str, Callable[[World, Call], Row]] = {
    "trade.memo.update": _memo_update,
    "logistics.offline.send": goods.offline_send,
    "logistics.online.send": goods.offline_send,
    "logistics.consign.resend": goods.consign_resend,
    "skus.quantity.update": goods.skus_quantity,
    "item.quantity.update": goods.item_quantity,
}
_SINGLE: dict[str, Callable[[World, Call], Row]] = {
    **_WRITES,
    "trade.fullinfo.get": _trade,
    "trade.get": _trade,
    "time.get": _time_now,
    "top.oaid.decrypt": receivers.decrypt,
    "trades.sold.query": receivers.query,
    "logistics.companies.get": goods.companies,
    "refund.get": refunds.one,
    "tmc.user.permit": tmc.permit,
    "tmc.messages.consume": tmc.consume,
    "tmc.messages.confirm": tmc.confirm,
    "top.auth.token.create": tokens.create,
    "top.auth.token.refresh": tokens.refresh,
}
WITHOUT_SESSION = frozenset(
    f"taobao.{name}"
    for name in (
        "time.get",
        "top.auth.token.create",
        "top.auth.token.refresh",
        "logistics.companies.get",
        "tmc.messages.consume",
        "tmc.messages.confirm",
    )
)
METHODS = frozenset(f"taobao.{name}" for name in (*_LISTS, _REFUNDS, *_SINGLE))
