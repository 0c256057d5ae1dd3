"""Why a warehouse reports other numbers than the book (库存差异). Pure."""

from orderhub.stock.model import Cause


def explain(booked: int, reported: int, reserved: int, unreserved: int) -> Cause:
    """The first of the known causes that is large enough for the whole difference.

    Fewer than booked: the warehouse has sent goods whose orders are not shipped at their channel
    yet (at most what is `reserved`), or goods that no order had reserved (`unreserved`). More than
    booked has no cause that we know of.
    """
    missing = booked - reported
    if missing == 0:
        return Cause.AGREES
    if 0 < missing <= reserved:
        return Cause.IN_FLIGHT
    if 0 < missing <= reserved + unreserved:
        return Cause.SHIPPED_UNRESERVED
    return Cause.UNEXPLAINED
