"""Quantities on sale at channels that take differences alone."""

from collections.abc import Awaitable, Callable

from orderhub.kernel.errors import ChannelUnavailable

_TRIES = 3


async def set_by_difference(
    quantity: int, on_sale: Callable[[], Awaitable[int]], tell: Callable[[int], Awaitable[object]]
) -> None:
    """Read, tell the difference, read again: a repeat after silence finds what was done. What
    buyers take meanwhile is a further difference; ChannelUnavailable when they never stop."""
    for _ in range(_TRIES):
        difference = quantity - await on_sale()
        if not difference:
            return
        await tell(difference)
    if await on_sale() != quantity:
        raise ChannelUnavailable("the quantity changes faster than it can be set")
