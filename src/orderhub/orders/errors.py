"""What the order desk says no with, beyond the kernel's errors."""

from orderhub.kernel.errors import InvalidInput


class LastFourAlone(InvalidInput):
    """Four digits match too many phones: add a shop, a date, a stage or another filter."""

    code = "last4_needs_filter"


class TooManyOrders(InvalidInput):
    """More orders than one batch takes: narrow the filter."""

    code = "too_many_orders"
