"""What the hub tells a channel about goods: parcels sent (回传发货) and quantities on sale."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedLine:
    """`quantity` units of one order line in a parcel; `line_no` is the channel's own."""

    line_no: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """One parcel written back (回传). No `lines` means the whole order in one parcel.

    `carrier` is the channel's own carrier code. `request_no` is stored before the call and the same
    on every repeat; channels that take an idempotency key get it. `replaces` is the waybill that
    this one takes the place of.
    """

    external_no: str
    carrier: str
    waybill_no: str
    request_no: str
    lines: tuple[ShippedLine, ...] = ()
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevel:
    """The quantity one listing (平台商品) may sell; `sku_no` is the channel's, `sku_code` ours.

    Absolute. Channels that only take increments read, compute the difference, write and verify.
    """

    listing_no: str
    sku_no: str
    sku_code: str
    quantity: int
    request_no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerNote:
    """Seller note and flag (卖家备注, 旗帜) of an order; `flag` 0 to 5, None leaves it."""

    external_no: str
    note: str
    flag: int | None = None
