"""What really happened at a platform: orders, their lines and their recipients."""

from dataclasses import dataclass

from orderhub_sandbox.clock import utc_text

CURRENCY = "CNY"
STATUSES = (
    "pending_payment",
    "paid_held",
    "to_ship",
    "partially_shipped",
    "shipped",
    "delivered",
    "completed",
    "cancelled",
    "closed_refunded",
)
UNPAID = frozenset({"pending_payment", "cancelled"})
SENT = frozenset({"partially_shipped", "shipped", "delivered", "completed"})
ENDED = frozenset({"completed", "cancelled", "closed_refunded"})


@dataclass(frozen=True, slots=True)
class Recipient:
    """The real person; wires mask or encrypt as their platform does."""

    name: str
    phone: str
    province: str
    city: str
    district: str
    address: str
    zip_code: str


@dataclass(frozen=True, slots=True)
class Line:
    """One SKU × quantity × price; amounts in fen, discount is this line's share. A `closed` one was
    refunded before it was sent; platforms that keep it say so in their own words."""

    line_no: str
    sku_code: str
    title: str
    variant: str
    quantity: int
    price_minor: int
    discount_minor: int
    item_no: int
    sku_no: int
    closed: bool = False

    @property
    def goods_minor(self) -> int:
        return self.price_minor * self.quantity

    @property
    def paid_minor(self) -> int:
        return self.goods_minor - self.discount_minor


@dataclass(frozen=True, slots=True)
class Piece:
    """So many units of one line in a parcel."""

    line_no: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel as the seller told of it; `carrier` is the platform's code, `request_no` "" where
    the platform takes none."""

    carrier: str
    carrier_name: str
    waybill_no: str
    pieces: tuple[Piece, ...]
    request_no: str
    at: int


@dataclass(frozen=True, slots=True)
class Order:
    """One order at one version; times are epoch seconds, `entered_at` is when a list can see it."""

    external_no: str
    status: str
    raw_status: str
    lines: tuple[Line, ...]
    recipient: Recipient
    buyer_no: str
    buyer_name: str
    freight_minor: int
    placed_at: int
    paid_at: int | None
    shipped_at: int | None
    ended_at: int | None
    modified_at: int
    entered_at: int
    buyer_note: str = ""
    seller_memo: str = ""
    seller_flag: int = 0
    carrier: str = ""
    waybill_no: str = ""
    parcels: tuple[Parcel, ...] = ()
    drop_fields: tuple[str, ...] = ()
    set_fields: tuple[tuple[str, object], ...] = ()

    @property
    def goods_minor(self) -> int:
        return sum(line.goods_minor for line in self.lines)

    @property
    def discount_minor(self) -> int:
        return sum(line.discount_minor for line in self.lines)

    @property
    def refunded_minor(self) -> int:
        """What was paid for lines that are closed."""
        return sum(line.paid_minor for line in self.lines if line.closed)

    @property
    def total_minor(self) -> int:
        return self.goods_minor - self.discount_minor + self.freight_minor

    def parcel_of(self, line_no: str) -> Parcel | None:
        """The newest parcel with units of this line."""
        with_it = (p for p in reversed(self.parcels) if line_no in {x.line_no for x in p.pieces})
        return next(with_it, None)


def yuan(minor: int) -> str:
    """Fen as a decimal string with two places."""
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def truth_of(order: Order) -> dict[str, object]:
    """The control API's view: the real values, whatever the wire shows."""
    person = order.recipient
    return {
        "external_no": order.external_no,
        "status": order.status,
        "raw_status": order.raw_status,
        "total_minor": order.total_minor,
        "freight_minor": order.freight_minor,
        "discount_minor": order.discount_minor,
        "currency": CURRENCY,
        "placed_at": utc_text(order.placed_at),
        "paid_at": None if order.paid_at is None else utc_text(order.paid_at),
        "modified_at": utc_text(order.modified_at),
        "lines": [
            {
                "line_no": line.line_no,
                "sku_code": line.sku_code,
                "quantity": line.quantity,
                "price_minor": line.price_minor,
                "title": line.title,
                "closed": line.closed,
            }
            for line in order.lines
        ],
        "recipient": {
            "name": person.name,
            "phone": person.phone,
            "province": person.province,
            "city": person.city,
            "district": person.district,
            "address": person.address,
        },
        "buyer_note": order.buyer_note,
        "seller_flag": order.seller_flag,
        "seller_memo": order.seller_memo,
    }
