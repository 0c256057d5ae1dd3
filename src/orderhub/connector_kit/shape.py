"""A shop's own form of orders into the documented website form, by people's expressions. Pure."""

from collections.abc import Mapping

from orderhub.connector_kit.forms import Form, MappedForm, compile_form

REQUIRED = frozenset(
    {
        "order_no",
        "status",
        "total",
        "placed_at",
        "modified_at",
        "lines",
        "lines.sku",
        "lines.quantity",
        "lines.price",
    }
)
TIMES = frozenset(
    {"placed_at", "paid_at", "modified_at", "shipped_at", "completed_at", "ship_by", "ship_from"}
)
PERSONAL = frozenset(
    {
        "buyer.id",
        "buyer.name",
        "recipient.name",
        "recipient.phone",
        "recipient.address",
        "buyer_note",
        "seller_note",
    }
)
TARGETS = (
    REQUIRED
    | TIMES
    | PERSONAL
    | {
        "orders",
        "currency",
        "goods",
        "freight",
        "discount",
        "recipient.province",
        "recipient.city",
        "recipient.district",
        "seller_flag",
        "presale",
        "balance_due",
        "lines.line_no",
        "lines.title",
        "lines.total",
        "lines.spec",
        "lines.listing_no",
        "lines.status",
    }
)
ORDERS = Form(
    one="order",
    many="orders",
    noun="an order",
    required=REQUIRED,
    targets=TARGETS,
    times=TIMES,
    personal=PERSONAL,
)


def compile_shape(mapping: Mapping[str, str]) -> MappedForm:
    """A usable shape; InvalidInput with `problems` (target → what is wrong) when it is not."""
    return compile_form(ORDERS, mapping)
