"""Website orders into our words (`order.schema.json`). Pure; an unreadable order is a Row with its
problem, an unknown status word is `unknown` with the raw word kept."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import orjson

from orderhub.connector_kit.contract import ChannelLine, ChannelOrder, People, Row, Shape
from orderhub.connector_kit.culprit import UNREADABLE, culprit, unread
from orderhub.connector_kit.people import stated
from orderhub.connector_kit.readers import (
    amount,
    amount_or_0,
    count,
    count_or_none,
    ident,
    instant,
    instant_or_none,
    node,
    rows_of,
    text,
)
from orderhub.connectors.website.fields import (
    BUYER_FIELDS,
    RECIPIENT_FIELDS,
    line_fields,
    order_fields,
)
from orderhub.kernel.errors import ContractViolation, InvalidInput
from orderhub.kernel.money import MINOR_DIGITS
from orderhub.kernel.words import ChannelStatus

STATUS: Mapping[str, str] = {
    word.value: word.value for word in ChannelStatus if word is not ChannelStatus.UNKNOWN
}
CLOSED_LINES = frozenset({ChannelStatus.CANCELLED.value, ChannelStatus.CLOSED_REFUNDED.value})
ORDERS_MAX = 1000


def read_rows(body: bytes) -> tuple[Row, ...]:
    """Rows of a kept push in the documented form, or of one order of it."""
    return read_push(body, None)


def read_push(body: bytes, shape: Shape | None) -> tuple[Row, ...]:
    """Rows of a push; InvalidInput naming the field when the body is no list of 1–1,000 orders."""
    try:
        document: Any = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(f"not JSON: {error.msg} at {error.pos}", field="body") from None
    orders = _orders(document, shape)
    if not 1 <= len(orders) <= ORDERS_MAX:
        raise InvalidInput(f"orders must be a list of 1 to {ORDERS_MAX}", field="orders")
    return tuple([_row(order, shape) for order in orders])


def _orders(document: Any, shape: Shape | None) -> Sequence[Any]:
    """The list in the document, or the document as the only order; () where it is neither."""
    if shape is None:
        found = node(document).get("orders")
        alone = "order_no" in node(document)
    else:
        found, alone = _shaped(document, shape)
    if isinstance(found, list):
        return cast("list[Any]", found)
    return (document,) if alone else ()


def _shaped(document: Any, shape: Shape) -> tuple[Any, bool]:
    try:
        found = shape.rows(document)
    except ContractViolation:
        found = None
    if isinstance(found, list):
        return cast("list[Any]", found), False
    try:
        shape.row(document)
    except ContractViolation:
        return None, False
    return None, True


def _row(source: Any, shape: Shape | None) -> Row:
    if shape is None:
        return to_row(source, source)
    try:
        return to_row(shape.row(source), source)
    except ContractViolation as problem:
        return unread(source, None, problem.field)


def to_row(order: Any, source: Any) -> Row:
    """One order in the documented form, read or with the reason why not; `source` is as it came."""
    try:
        read = to_order(order)
    except UNREADABLE:
        return _problem(order, source)
    return Row(source, read.external_no, read)


def to_order(order: Mapping[str, Any]) -> ChannelOrder:
    """An order in our words; raises one of `UNREADABLE` when a required field cannot be read."""
    get = order.get
    currency = _currency(get("currency"))
    raw = ident(order["status"])
    recipient: Mapping[str, Any] = get("recipient") or {}
    lines = _lines(order["lines"], currency)
    return ChannelOrder(
        external_no=ident(order["order_no"]),
        status=STATUS.get(raw, ChannelStatus.UNKNOWN.value),
        status_raw=raw,
        placed_at=instant(order["placed_at"]),
        modified_at=instant(order["modified_at"]),
        total_minor=amount(order["total"], currency),
        lines=lines,
        people=_people(order, get("buyer") or {}, recipient),
        currency=currency,
        goods_minor=amount_or_0(get("goods"), currency) or sum(line.total_minor for line in lines),
        freight_minor=amount_or_0(get("freight"), currency),
        discount_minor=amount_or_0(get("discount"), currency),
        paid_at=instant_or_none(get("paid_at")),
        shipped_at=instant_or_none(get("shipped_at")),
        completed_at=instant_or_none(get("completed_at")),
        ship_by=instant_or_none(get("ship_by")),
        province=text(recipient.get("province")),
        city=text(recipient.get("city")),
        district=text(recipient.get("district")),
        seller_flag=count_or_none(get("seller_flag")),
        presale=get("presale") is True,
        ship_from=instant_or_none(get("ship_from")),
        balance_due=flag if isinstance(flag := get("balance_due"), bool) else None,
    )


def _currency(value: object) -> str:
    currency = text(value) or "CNY"
    if currency not in MINOR_DIGITS:
        raise ValueError("not a known currency")
    return currency


def _lines(rows: Any, currency: str) -> tuple[ChannelLine, ...]:
    lines = tuple([_line(n, row, currency) for n, row in enumerate(rows_of(rows, "line"), 1)])
    if not lines:
        raise ValueError("no lines")
    return lines


def _line(position: int, row: Mapping[str, Any], currency: str) -> ChannelLine:
    quantity, price = count(row["quantity"]), amount(row["price"], currency)
    total = row.get("total")
    return ChannelLine(
        line_no=text(row.get("line_no")) or str(position),
        sku_code=text(row["sku"]),
        title=text(row.get("title")),
        quantity=quantity,
        price_minor=price,
        total_minor=price * quantity if total is None else amount(total, currency),
        listing_no=text(row.get("listing_no")),
        spec=text(row.get("spec")),
        status_raw=(status := text(row.get("status"))),
        closed=status in CLOSED_LINES,
    )


def _people(
    order: Mapping[str, Any], buyer: Mapping[str, Any], recipient: Mapping[str, Any]
) -> People:
    fields = {
        "recipient_name": text(recipient.get("name")),
        "recipient_phone": text(recipient.get("phone")),
        "recipient_address": text(recipient.get("address")),
        "buyer_name": text(buyer.get("name")),
        "buyer_no": text(buyer.get("id")),
        "buyer_note": text(order.get("buyer_note")),
        "seller_note": text(order.get("seller_note")),
    }
    return stated(fields, {"buyer_no": fields["buyer_no"]} if fields["buyer_no"] else {})


def _problem(order: Any, source: Any) -> Row:
    known = node(order)
    currency = known.get("currency") or "CNY"
    field = culprit(order, (("currency", _currency),)) or culprit(order, order_fields(currency))
    if not field:
        lines = enumerate(rows_of(known["lines"], "line"))
        found = (
            culprit(known.get("recipient") or {}, RECIPIENT_FIELDS, "recipient."),
            culprit(known.get("buyer") or {}, BUYER_FIELDS, "buyer."),
            *(culprit(row, line_fields(currency), f"lines[{n}].") for n, row in lines),
        )
        field = next(filter(None, found), "")
    try:
        no = ident(known["order_no"])
    except UNREADABLE:
        no = None
    return unread(source, no, field)
