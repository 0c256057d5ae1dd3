"""Quantities told as differences: what is sold meanwhile stays sold."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from orderhub.connector_kit.increments import set_by_difference
from orderhub.kernel.errors import ChannelUnavailable


@dataclass
class Shelf:
    """A channel with `units` on sale; `changes` happen to it, one after each write."""

    units: int
    changes: list[int] = field(default_factory=list[int])
    told: list[int] = field(default_factory=list[int])

    async def on_sale(self) -> int:
        return self.units

    async def tell(self, difference: int) -> None:
        self.told.append(difference)
        self.units += difference + (self.changes.pop(0) if self.changes else 0)


@pytest.mark.parametrize(
    ("before", "changes", "after", "told"),
    [
        (10, [], 40, [30]),
        (40, [], 40, []),
        (10, [-3], 37, [30]),
        (90, [-3], 37, [-50]),
        (10, [5], 40, [30, -5]),
    ],
)
async def test_what_is_sold_meanwhile_is_not_put_on_sale_again(
    before: int, changes: Sequence[int], after: int, told: list[int]
) -> None:
    shelf = Shelf(before, list(changes))
    await set_by_difference(40, shelf.on_sale, shelf.tell)
    assert (shelf.units, shelf.told) == (after, told)


async def test_a_shelf_that_is_filled_again_and_again_is_left_for_later() -> None:
    shelf = Shelf(10, [1] * 9)
    with pytest.raises(ChannelUnavailable):
        await set_by_difference(40, shelf.on_sale, shelf.tell)
