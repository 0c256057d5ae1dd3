"""Which sides of an order disagree, and when nothing more is awaited from its warehouse."""

import pytest

from orderhub.fulfilment.decide.disagreements import awaits_warehouse, warehouse_disagrees
from orderhub.fulfilment.decide.rounds import next_after


@pytest.mark.parametrize(
    ("platform", "warehouse", "behind", "awaited"),
    [
        ("to_ship", "none", False, True),
        ("shipped", "none", True, True),
        ("partially_shipped", "partially_shipped", False, True),
        ("shipped", "partially_shipped", True, True),
        ("completed", "to_ship", True, True),
        ("to_ship", "shipped", False, False),
        ("shipped", "delivered", False, False),
        ("shipped", "returned", False, False),
        ("cancelled", "none", False, False),
        ("closed_refunded", "partially_shipped", False, False),
    ],
)
def test_a_warehouse_is_behind_while_its_platform_has_shipped_what_it_has_not(
    platform: str, warehouse: str, *, behind: bool, awaited: bool
) -> None:
    assert (warehouse_disagrees(platform, warehouse) is not None) is behind
    assert awaits_warehouse(platform, warehouse) is awaited


def test_a_round_goes_on_behind_a_full_page_and_begins_anew_after_the_last() -> None:
    assert [next_after(ids, 2) for ids in ([], [4], [4, 9])] == [0, 0, 9]
