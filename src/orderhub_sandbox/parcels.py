"""Parcels a seller tells his platform of, and the rules that every platform has for them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from orderhub_sandbox.clock import utc_text
from orderhub_sandbox.orders import Order, Parcel, Piece
from orderhub_sandbox.shops import Shop

_REASONS = {
    "pending_payment": "unpaid",
    "paid_held": "held",
    "cancelled": "closed",
    "closed_refunded": "closed",
}
_ALL_SENT = frozenset({"shipped", "delivered", "completed"})


class NotShippable(Exception):
    """`reason`: unknown_order, unpaid, held, closed, already_shipped, refund_open, unknown_line,
    too_many, request_reused, or not_shipped (only when a waybill is replaced)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def ship(
    shop: Shop,
    words: Mapping[str, Sequence[str]],
    external_no: str,
    parcel: Parcel,
    *,
    looks_for_refunds: bool = True,
) -> Order:
    """Takes a parcel in; one without pieces holds all that was not sent yet. The order is then
    shipped, or partially (where the platform has a word for it). A `request_no` that was seen
    with this waybill changes nothing. Raises NotShippable; for an open refund where the platform
    looks for it."""
    order = _order(shop, external_no)
    note_retold(shop, order, parcel)
    if parcel.request_no and (known := _of_request(order, parcel.request_no)):
        if known.waybill_no != parcel.waybill_no:
            raise NotShippable("request_reused")
        return order
    left = _left(order)
    pieces = _pieces(order, parcel, left)
    if looks_for_refunds:
        _check_refunds(shop, order, pieces)
    for piece in pieces:
        left[piece.line_no] -= piece.quantity
    status = "shipped" if not any(left.values()) else "partially_shipped"
    if status not in words:
        status = order.status
    first = not order.parcels
    order = replace(
        order,
        status=status,
        raw_status=words[status][0] if status != order.status else order.raw_status,
        parcels=(*order.parcels, replace(parcel, pieces=pieces)),
        shipped_at=order.shipped_at or parcel.at,
        carrier=parcel.carrier_name if first else order.carrier,
        waybill_no=parcel.waybill_no if first else order.waybill_no,
        modified_at=parcel.at,
        entered_at=parcel.at,
    )
    shop.book.change(order)
    return order


def resend(shop: Shop, external_no: str, parcel: Parcel, replaces: str = "") -> Order:
    """The parcel takes the place of the one with waybill `replaces`, or else of the newest that has
    one of its pieces (any, when it names none). Raises NotShippable."""
    order = _order(shop, external_no)
    if order.status in _REASONS:
        raise NotShippable(_REASONS[order.status])
    old = next((p for p in reversed(order.parcels) if _is_meant(p, parcel, replaces)), None)
    if old is None and (order.parcels or not order.waybill_no):
        raise NotShippable("not_shipped")
    new = replace(parcel, pieces=old.pieces) if old else _whole(order, parcel)
    kept = tuple(new if p is old else p for p in order.parcels) or (new,)
    order = replace(
        order,
        parcels=kept,
        carrier=kept[0].carrier_name,
        waybill_no=kept[0].waybill_no,
        modified_at=parcel.at,
        entered_at=parcel.at,
    )
    shop.book.change(order)
    return order


def note_retold(shop: Shop, order: Order, parcel: Parcel) -> None:
    """Whatever the answer will be: a parcel that is known is told of again."""
    if any(
        known.waybill_no == parcel.waybill_no and parcel.pieces in ((), known.pieces)
        for known in order.parcels
    ):
        shop.retold[order.external_no, parcel.waybill_no] += 1


def parcels_of(shop: Shop) -> list[dict[str, object]]:
    """The control API's view of every parcel, order by order; `told`: how often the platform was
    told of it, refused repeats too."""
    return [
        {
            "external_no": order.external_no,
            "lines": [{"line_no": p.line_no, "quantity": p.quantity} for p in parcel.pieces],
            "carrier": parcel.carrier,
            "waybill_no": parcel.waybill_no,
            "request_no": parcel.request_no,
            "told": 1 + shop.retold[order.external_no, parcel.waybill_no],
            "at": utc_text(parcel.at),
        }
        for order in shop.book.every()
        for parcel in order.parcels
    ]


def _order(shop: Shop, external_no: str) -> Order:
    order = shop.book.find(external_no)
    if order is None:
        raise NotShippable("unknown_order")
    return order


def _of_request(order: Order, request_no: str) -> Parcel | None:
    return next((parcel for parcel in order.parcels if parcel.request_no == request_no), None)


def _left(order: Order) -> dict[str, int]:
    """Units of each line that no parcel holds; nothing of an order that was sent otherwise."""
    if order.status in _REASONS:
        raise NotShippable(_REASONS[order.status])
    if order.status in _ALL_SENT:
        raise NotShippable("already_shipped")
    left = {line.line_no: 0 if line.closed else line.quantity for line in order.lines}
    for piece in (piece for parcel in order.parcels for piece in parcel.pieces):
        left[piece.line_no] = max(left[piece.line_no] - piece.quantity, 0)
    return left


def _pieces(order: Order, parcel: Parcel, left: Mapping[str, int]) -> tuple[Piece, ...]:
    if not parcel.pieces:
        return tuple(Piece(line.line_no, n) for line in order.lines if (n := left[line.line_no]))
    closed = {line.line_no for line in order.lines if line.closed}
    for piece in parcel.pieces:
        if piece.line_no in closed:
            raise NotShippable("closed")
        if piece.line_no not in left or piece.quantity < 1:
            raise NotShippable("unknown_line")
        if not left[piece.line_no]:
            raise NotShippable("already_shipped")
        if piece.quantity > left[piece.line_no]:
            raise NotShippable("too_many")
    return parcel.pieces


def _check_refunds(shop: Shop, order: Order, pieces: Sequence[Piece]) -> None:
    lines = {"", *(piece.line_no for piece in pieces)}
    claimed = (case for case in shop.cases.of_order(order.external_no) if case.open)
    if any(case.line_no in lines for case in claimed):
        raise NotShippable("refund_open")


def _is_meant(old: Parcel, new: Parcel, replaces: str) -> bool:
    if replaces:
        return old.waybill_no == replaces
    wanted = {piece.line_no for piece in new.pieces}
    return not wanted or not wanted.isdisjoint(piece.line_no for piece in old.pieces)


def _whole(order: Order, parcel: Parcel) -> Parcel:
    pieces = tuple(Piece(line.line_no, line.quantity) for line in order.lines)
    return replace(parcel, pieces=pieces)
