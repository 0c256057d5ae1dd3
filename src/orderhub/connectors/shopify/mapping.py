"""Shopify orders into our words (channels reference §7.2, §7.3). Pure; an unreadable order is a Row
with its problem, an unknown status word is `unknown` with the raw word kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from orderhub.connector_kit.contract import ChannelLine, ChannelOrder, People, Row
from orderhub.connector_kit.culprit import UNREADABLE, culprit, unread
from orderhub.connector_kit.people import stated
from orderhub.connector_kit.readers import (
    count,
    ident,
    instant,
    instant_or_none,
    node,
    rows_of,
    text,
)
from orderhub.connector_kit.rows import decoded, rows_from
from orderhub.connectors.shopify.fields import (
    LINE_FIELDS,
    ORDER_FIELDS,
    PERSON_FIELDS,
    currency_of,
    lines_of,
    money,
    money_or_0,
    tail,
)
from orderhub.kernel.words import ChannelStatus

_FINANCIAL, _FULFILLMENT = "displayFinancialStatus", "displayFulfillmentStatus"
# Three fields make a status: the word that decides it stands here.
STATUS: Mapping[str, str] = {
    f"{_FINANCIAL}=REFUNDED": ChannelStatus.CLOSED_REFUNDED.value,
    "cancelledAt": ChannelStatus.CANCELLED.value,
    f"{_FINANCIAL}=VOIDED": ChannelStatus.CANCELLED.value,
    f"{_FULFILLMENT}=ON_HOLD": ChannelStatus.PAID_HELD.value,
    f"{_FULFILLMENT}=SCHEDULED": ChannelStatus.PAID_HELD.value,
    f"{_FULFILLMENT}=FULFILLED": ChannelStatus.SHIPPED.value,
    f"{_FULFILLMENT}=PARTIALLY_FULFILLED": ChannelStatus.PARTIALLY_SHIPPED.value,
    f"{_FINANCIAL}=PENDING": ChannelStatus.PENDING_PAYMENT.value,
    f"{_FINANCIAL}=AUTHORIZED": ChannelStatus.PENDING_PAYMENT.value,
    f"{_FINANCIAL}=PARTIALLY_PAID": ChannelStatus.PENDING_PAYMENT.value,
    f"{_FINANCIAL}=EXPIRED": ChannelStatus.PENDING_PAYMENT.value,
    f"{_FULFILLMENT}=UNFULFILLED": ChannelStatus.TO_SHIP.value,
    f"{_FULFILLMENT}=IN_PROGRESS": ChannelStatus.TO_SHIP.value,
}
_PAID = frozenset({"PAID", "PARTIALLY_REFUNDED", "REFUNDED"})


def read_rows(body: bytes) -> tuple[Row, ...]:
    """Rows of a kept list answer, detail answer or single order; ContractViolation if neither."""
    return rows_in(decoded(body))


def rows_in(document: Any) -> tuple[Row, ...]:
    """Rows of a decoded answer."""
    return rows_from(document, _orders, to_row, "data")


def _orders(document: Any) -> Sequence[Any]:
    found = node(document)
    data = node(found.get("data"))
    if "orders" in data:
        return rows_of(node(data["orders"])["nodes"], "nodes")
    alone = "legacyResourceId" in found or "lineItems" in found
    return (found if alone else data["order"],)


def to_row(order: Any) -> Row:
    """One order, read or with the reason why not."""
    try:
        read = to_order(order)
    except UNREADABLE:
        return _problem(order)
    return Row(order, read.external_no, read)


def _problem(order: Any) -> Row:
    field = culprit(order, ORDER_FIELDS)
    if not field:
        person = culprit(order.get("shippingAddress") or {}, PERSON_FIELDS, "shippingAddress.")
        lines = enumerate(lines_of(order["lineItems"]))
        found = (culprit(row, LINE_FIELDS, f"lineItems.nodes[{n}].") for n, row in lines)
        field = person or next(filter(None, found), "")
    try:
        no = ident(order["legacyResourceId"])
    except UNREADABLE:
        no = None
    return unread(order, no, field)


def modified_at(row: Row) -> datetime | None:
    """When the row changed, also of an unreadable one."""
    if row.order is not None:
        return row.order.modified_at
    try:
        return instant(row.payload["updatedAt"])
    except UNREADABLE:
        return None


def word_of(order: Mapping[str, Any]) -> str:
    """The word that decides the status: money that came back, an end, a hold, goods that left,
    then money that has not come. A word nobody knows decides by itself."""
    financial, fulfillment = ident(order[_FINANCIAL]), ident(order[_FULFILLMENT])
    told = [f"{_FINANCIAL}={financial}", f"{_FULFILLMENT}={fulfillment}"]
    if told[1] not in STATUS:
        return fulfillment
    if told[0] not in STATUS and financial not in _PAID:
        return financial
    if order.get("cancelledAt"):
        told.append("cancelledAt")
    return next(word for word in STATUS if word in told)


def to_order(order: Mapping[str, Any]) -> ChannelOrder:
    """An order in our words; raises one of `UNREADABLE` when a required field cannot be read."""
    get = order.get
    raw = word_of(order)
    person = node(get("shippingAddress"))
    paid = order[_FINANCIAL] in _PAID
    lines = _lines(lines_of(order["lineItems"]))
    return ChannelOrder(
        external_no=ident(order["legacyResourceId"]),
        status=STATUS.get(raw, ChannelStatus.UNKNOWN.value),
        status_raw=raw,
        placed_at=instant(order["createdAt"]),
        modified_at=instant(order["updatedAt"]),
        total_minor=money(order["currentTotalPriceSet"]),
        lines=lines,
        people=_people(order, person),
        currency=currency_of(order["currentTotalPriceSet"]),
        goods_minor=sum(line.price_minor * line.quantity for line in lines),
        freight_minor=money_or_0(get("totalShippingPriceSet")),
        discount_minor=money_or_0(get("totalDiscountsSet")),
        paid_at=instant_or_none(get("processedAt")) if paid else None,
        province=text(person.get("province")),
        city=text(person.get("city")),
    )


def _people(order: Mapping[str, Any], person: Mapping[str, Any]) -> People:
    """All null where the app may not see protected customer data."""
    buyer = text(order.get("email") or order.get("phone"))
    lines = (text(person.get(name)) for name in ("address1", "address2"))
    fields = {
        "recipient_name": text(person.get("name")),
        "recipient_phone": text(person.get("phone") or order.get("phone")),
        "recipient_address": " ".join(filter(None, lines)),
        "buyer_no": buyer,
        "buyer_note": text(order.get("note")),
    }
    return stated(fields, {"buyer_no": buyer} if buyer else {})


def _lines(rows: Sequence[Mapping[str, Any]]) -> tuple[ChannelLine, ...]:
    """Lines as they stand now; of an order that was emptied, as they were."""
    standing = [row for row in rows if row.get("currentQuantity") != 0]
    lines = tuple([_line(row) for row in standing or rows])
    if not lines:
        raise ValueError("no lines")
    return lines


def _line(row: Mapping[str, Any]) -> ChannelLine:
    """What was taken out of the order since is no longer to be sent."""
    ordered = count(row["quantity"])
    quantity = count(row.get("currentQuantity") or ordered)
    if ordered < 1:
        raise ValueError("no goods")
    return ChannelLine(
        line_no=tail(row["id"]),
        sku_code=text(row.get("sku")),
        title=text(row.get("title")),
        quantity=quantity,
        price_minor=money(row["originalUnitPriceSet"]),
        total_minor=money(row["discountedTotalSet"]) * quantity // ordered,
        listing_no=text(node(row.get("variant")).get("id")).rpartition("/")[2],
        spec=text(row.get("variantTitle")),
    )
