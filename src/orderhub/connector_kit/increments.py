"""Quantities on sale at channels that take differences alone."""

from collections.abc import Awaitable, Callable

from orderhub.kernel.errors import ChannelUnavailable

_TRIES = 3


async def set_by_difference(
    quantity: int, on_sale: Callable[[], Awaitable[int]], tell: Callable[[int], Awaitable[object]]
) -> None:
    """Read, tell the difference, read again: a repeat after silence finds what was done. What is
    less than `quantity` once the difference was told, buyers took meanwhile: it is not put on sale
    again. ChannelUnavailable when more than that stays on sale."""
    difference = quantity - await on_sale()
    for _ in range(_TRIES):
        if not difference:
            return
        await tell(difference)
        difference = min(quantity - await on_sale(), 0)
    if difference:
        raise ChannelUnavailable("the quantity changes faster than it can be set")
