"""Which sides of an order disagree, and when nothing more is awaited from its warehouse."""

from datetime import UTC, datetime, timedelta

import pytest

from orderhub.fulfilment.decide.disagreements import (
    awaits_warehouse,
    heal_now,
    warehouse_disagrees,
)
from orderhub.fulfilment.decide.rounds import next_after
from orderhub.fulfilment.model.disagreements import MOST_HEALINGS, Disagreement, Found

AT = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


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


def test_each_healing_waits_longer_than_the_one_before_until_only_a_person_helps() -> None:
    def waits(healings: int) -> bool:
        found = Found(
            id=1, kind=Disagreement.PLATFORM_BEHIND, order_id=7, shop_id=1, number="N",
            external_no="E", since=AT, found_at=AT, healings=healings,
        )  # fmt: skip
        after = timedelta(minutes=10) * (2**healings - 1)
        return not heal_now(found, AT + after - timedelta(seconds=1)) and heal_now(
            found, AT + after
        )

    assert all(waits(healings) for healings in range(MOST_HEALINGS))
    assert not waits(MOST_HEALINGS)
