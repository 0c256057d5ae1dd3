"""A store's orders into our words (channels reference §6.2, §6.3). Pure; an unreadable order is a
Row with its problem, an unknown status word (plugins bring their own) is `unknown`, kept raw."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from orderhub.connector_kit.contract import ChannelLine, ChannelOrder, People, Row
from orderhub.connector_kit.culprit import UNREADABLE, culprit, unread
from orderhub.connector_kit.people import stated
from orderhub.connector_kit.readers import (
    amount,
    amount_or_0,
    count,
    gmt,
    gmt_or_none,
    ident,
    node,
    rows_of,
    text,
)
from orderhub.connector_kit.rows import decoded
from orderhub.connectors.woocommerce.errors import ROWS
from orderhub.connectors.woocommerce.fields import (
    PERSON_FIELDS,
    currency_of,
    line_fields,
    order_fields,
)
from orderhub.connectors.woocommerce.names import address_of, name_of
from orderhub.connectors.woocommerce.refunds import refunded_units
from orderhub.kernel.errors import ContractViolation
from orderhub.kernel.words import ChannelStatus

STATUS: Mapping[str, str] = {
    "pending": ChannelStatus.PENDING_PAYMENT.value,
    "checkout-draft": ChannelStatus.PENDING_PAYMENT.value,
    "on-hold": ChannelStatus.PAID_HELD.value,
    "processing": ChannelStatus.TO_SHIP.value,
    # The core knows no delivery.
    "completed": ChannelStatus.SHIPPED.value,
    "cancelled": ChannelStatus.CANCELLED.value,
    "failed": ChannelStatus.CANCELLED.value,
    "trash": ChannelStatus.CANCELLED.value,
    "refunded": ChannelStatus.CLOSED_REFUNDED.value,
}


def read_rows(body: bytes) -> tuple[Row, ...]:
    """Rows of a kept list answer or single order; ContractViolation if neither."""
    document = decoded(body)
    return rows_in({ROWS: document} if isinstance(document, list) else document)


def rows_in(document: Any) -> tuple[Row, ...]:
    """Rows of a classified answer: a list under `rows`, or one order."""
    found = node(document)
    if ROWS in found:
        return tuple([to_row(order) for order in cast("list[Any]", found[ROWS])])
    if "id" not in found and "line_items" not in found:
        raise ContractViolation("no list of orders", field="body")
    return (to_row(found),)


def to_row(order: Any) -> Row:
    """One order, read or with the reason why not."""
    try:
        read = to_order(order)
    except UNREADABLE:
        return _problem(order)
    return Row(order, read.external_no, read)


def _problem(order: Any) -> Row:
    known = node(order)
    field = culprit(order, (("currency", currency_of),))
    if not field:
        currency = text(known.get("currency"))
        field = culprit(order, order_fields(currency)) or _deeper(known, currency)
    try:
        no = ident(known["id"])
    except UNREADABLE:
        no = None
    return unread(order, no, field)


def _deeper(order: Mapping[str, Any], currency: str) -> str:
    people = (
        culprit(order.get(part) or {}, PERSON_FIELDS, f"{part}.")
        for part in ("shipping", "billing")
    )
    lines = (
        culprit(row, line_fields(currency), f"line_items[{n}].")
        for n, row in enumerate(order["line_items"])
    )
    return next(filter(None, [*people, *lines]), "")


def modified_at(row: Row) -> datetime | None:
    """When the row changed, also of an unreadable one."""
    if row.order is not None:
        return row.order.modified_at
    try:
        return gmt(row.payload["date_modified_gmt"])
    except UNREADABLE:
        return None


def to_order(order: Mapping[str, Any]) -> ChannelOrder:
    """An order in our words; raises one of `UNREADABLE` when a required field cannot be read."""
    get = order.get
    currency, raw = currency_of(get("currency")), ident(order["status"])
    status = STATUS.get(raw, ChannelStatus.UNKNOWN.value)
    rows = rows_of(order["line_items"], "line_items")
    person = _recipient(order)
    return ChannelOrder(
        external_no=ident(order["id"]),
        status=status,
        status_raw=raw,
        placed_at=gmt(order["date_created_gmt"]),
        modified_at=gmt(order["date_modified_gmt"]),
        total_minor=amount(order["total"], currency),
        lines=_lines(rows, currency, refunded_units(order)),
        people=_people(order, person),
        currency=currency,
        goods_minor=sum(amount(row["subtotal"], currency) for row in rows),
        freight_minor=amount_or_0(get("shipping_total"), currency),
        discount_minor=amount_or_0(get("discount_total"), currency),
        paid_at=gmt_or_none(get("date_paid_gmt")),
        shipped_at=gmt_or_none(get("date_completed_gmt")) if status == "shipped" else None,
        province=text(person.get("state")),
        city=text(person.get("city")),
    )


def _recipient(order: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where it goes; a shop that asks for one address leaves the other empty."""
    shipping, billing = node(order.get("shipping")), node(order.get("billing"))
    if not text(shipping.get("address_1")):
        return billing
    return shipping if shipping.get("phone") else {**shipping, "phone": billing.get("phone")}


def _people(order: Mapping[str, Any], person: Mapping[str, Any]) -> People:
    customer = text(order.get("customer_id"))
    buyer = "" if customer == "0" else customer
    fields = {
        "recipient_name": name_of(person),
        "recipient_phone": text(person.get("phone")),
        "recipient_address": address_of(person),
        "buyer_name": name_of(node(order.get("billing"))),
        "buyer_no": buyer,
        "buyer_note": text(order.get("customer_note")),
    }
    return stated(fields, {"buyer_no": buyer} if buyer else {})


def _lines(
    rows: Sequence[Mapping[str, Any]], currency: str, refunded: Mapping[str, int]
) -> tuple[ChannelLine, ...]:
    lines = tuple([_line(row, currency, refunded) for row in rows])
    if not lines:
        raise ValueError("no lines")
    return lines


def _line(row: Mapping[str, Any], currency: str, refunded: Mapping[str, int]) -> ChannelLine:
    """`price` of a store is what is left after discounts, so the price comes from the subtotal. A
    line that was refunded in part holds the rest, with its share of the amount."""
    ordered, subtotal = count(row["quantity"]), amount(row["subtotal"], currency)
    if ordered < 1:
        raise ValueError("no goods")
    line_no, total = ident(row["id"]), amount(row["total"], currency)
    rest = ordered - refunded.get(line_no, 0)
    quantity = rest if rest > 0 else ordered
    return ChannelLine(
        line_no=line_no,
        sku_code=text(row.get("sku")),
        title=text(row.get("name")),
        quantity=quantity,
        price_minor=(2 * subtotal + ordered) // (2 * ordered),
        total_minor=total * quantity // ordered,
        listing_no=text(row.get("product_id")),
        closed=rest <= 0,
    )
