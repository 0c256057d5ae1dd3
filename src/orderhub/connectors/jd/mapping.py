"""JD orders into our words (channels reference §2.4, §2.7). Pure; an unreadable order is a Row with
its problem, an unknown status word is `unknown` with the raw word kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from orderhub.connector_kit.contract import ChannelOrder, People, Row
from orderhub.connector_kit.culprit import UNREADABLE, culprit, unread
from orderhub.connector_kit.people import SEALED_RECIPIENT, sealed, stated
from orderhub.connector_kit.readers import (
    beijing,
    beijing_or_none,
    ident,
    node,
    rows_of,
    text,
    yuan,
    yuan_or_0,
)
from orderhub.connector_kit.rows import decoded, rows_from
from orderhub.connectors.jd.fields import LINE_FIELDS, ORDER_FIELDS, PERSON_FIELDS
from orderhub.connectors.jd.lines import to_lines
from orderhub.kernel.words import ChannelStatus

STATUS: Mapping[str, str] = {
    "WAIT_SELLER_STOCK_OUT": ChannelStatus.TO_SHIP.value,
    "WAIT_SELLER_DELIVERY": ChannelStatus.TO_SHIP.value,
    "PAUSE": ChannelStatus.PAID_HELD.value,
    "POP_ORDER_PAUSE": ChannelStatus.PAID_HELD.value,
    "LOCKED": ChannelStatus.PAID_HELD.value,
    "WAIT_GOODS_RECEIVE_CONFIRM": ChannelStatus.SHIPPED.value,
    "SEND_TO_DISTRIBUTION_CENER": ChannelStatus.SHIPPED.value,
    "DISTRIBUTION_CENTER_RECEIVED": ChannelStatus.SHIPPED.value,
    "RECEIPTS_CONFIRM": ChannelStatus.DELIVERED.value,
    "FINISHED_L": ChannelStatus.COMPLETED.value,
    # Closed after payment where `paymentConfirmTime` is a real time.
    "TRADE_CANCELED": ChannelStatus.CANCELLED.value,
}


def read_rows(body: bytes) -> tuple[Row, ...]:
    """Rows of a kept list answer, detail answer or single order; ContractViolation if neither."""
    return rows_in(decoded(body))


def rows_in(document: Any) -> tuple[Row, ...]:
    """Rows of a decoded answer."""
    return rows_from(document, _orders, to_row, "orderInfoList")


def _orders(document: Any) -> Sequence[Any]:
    if "orderId" in document:
        return (document,)
    for name, response in document.items():
        if name.endswith(("_responce", "_response")):
            if "orderDetailInfo" in response:
                return (response["orderDetailInfo"]["orderInfo"],)
            return rows_of(node(response.get("searchorderinfo_result")), "orderInfoList")
    raise KeyError("responce")


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
        person = culprit(order.get("consigneeInfo") or {}, PERSON_FIELDS, "consigneeInfo.")
        lines = enumerate(rows_of(order["itemInfoList"], "itemInfo"))
        found = (culprit(row, LINE_FIELDS, f"itemInfoList[{n}].") for n, row in lines)
        field = person or next(filter(None, found), "")
    try:
        no = ident(order["orderId"])
    except UNREADABLE:
        no = None
    return unread(order, no, field)


def modified_at(row: Row) -> datetime | None:
    """When the row changed, also of an unreadable one."""
    if row.order is not None:
        return row.order.modified_at
    try:
        return beijing(row.payload["modified"])
    except UNREADABLE:
        return None


def to_order(order: Mapping[str, Any]) -> ChannelOrder:
    """An order in our words; raises one of `UNREADABLE` when a required field cannot be read."""
    get = order.get
    raw = ident(order["orderState"])
    paid_at = beijing_or_none(get("paymentConfirmTime"))
    status = STATUS.get(raw, ChannelStatus.UNKNOWN.value)
    if status == "cancelled" and paid_at:
        status = ChannelStatus.CLOSED_REFUNDED.value
    person: Mapping[str, Any] = get("consigneeInfo") or {}
    return ChannelOrder(
        external_no=ident(order["orderId"]),
        status=status,
        status_raw=raw,
        placed_at=beijing(order["orderStartTime"]),
        modified_at=beijing(order["modified"]),
        total_minor=yuan(order["orderPayment"]),
        lines=to_lines(rows_of(order["itemInfoList"], "itemInfo")),
        people=_people(order, person),
        goods_minor=yuan_or_0(get("orderTotalPrice")),
        freight_minor=yuan_or_0(get("freightPrice")),
        discount_minor=yuan_or_0(get("sellerDiscount")),
        paid_at=paid_at,
        completed_at=beijing_or_none(get("orderEndTime")) if status == "completed" else None,
        province=text(person.get("province")),
        city=text(person.get("city")),
        district=text(person.get("county")),
    )


def _people(order: Mapping[str, Any], person: Mapping[str, Any]) -> People:
    """`en…` methods give name, phone and address as ciphertext that changes on every read."""
    buyer = text(order.get("open_id_buyer") or order.get("pin"))
    fields = {
        "recipient_name": text(person.get("fullname")),
        "recipient_phone": text(person.get("mobile") or person.get("telephone")),
        "recipient_address": text(person.get("fullAddress")),
        "buyer_name": text(order.get("pin")),
        "buyer_no": buyer,
        "buyer_note": text(order.get("orderRemark")),
        "seller_note": text(order.get("venderRemark")),
    }
    return sealed(stated(fields, {"buyer_no": buyer} if buyer else {}), SEALED_RECIPIENT)
