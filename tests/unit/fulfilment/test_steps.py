"""Words of a warehouse count by what they mean, not by when they come."""

from itertools import permutations

import pytest

from orderhub.fulfilment.decide.steps import FOLLOWS, furthest, moves


@pytest.mark.parametrize("words", list(permutations(["pick", "partdelivered", "sign"])))
def test_in_whatever_order_they_come_the_furthest_word_counts(words: tuple[str, ...]) -> None:
    step = ""
    for word in words:
        step = furthest(step, word)
    assert step == "sign"


def test_a_word_that_stops_the_order_is_taken_and_left_again() -> None:
    assert furthest("pick", "exception") == "exception"
    assert furthest("exception", "delivered") == "delivered"


def test_a_carrier_that_flips_back_moves_nothing_a_second_time() -> None:
    told = [
        "shipped",
        "in_transit",
        "returned",
        "in_transit",
        "returned",
        "delivered",
        "in_transit",
    ]
    step, moved = "created", list[str]()
    for word in told:
        if moves(step, word):
            step = word
            moved.append(word)
    assert moved == ["shipped", "in_transit", "returned"]
    assert not any(moves(later, step) for step in FOLLOWS for later in FOLLOWS[step])
