"""Amounts as people read them."""

import pytest

from orderhub.kernel.money import shown, units_in


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (129900, "CNY", "¥1,299.00"),
        (-5, "CNY", "-¥0.05"),
        (129950, "USD", "USD 1,299.50"),
        (1299, "JPY", "JPY 1,299"),
        (0, "JPY", "JPY 0"),
        (9007199254740993, "CNY", "¥90,071,992,547,409.93"),
    ],
)
def test_an_amount_is_shown_to_the_last_unit_of_its_currency(
    minor: int, currency: str, words: str
) -> None:
    assert shown(minor, currency) == words


def test_a_yen_has_no_smaller_unit() -> None:
    assert (units_in("CNY"), units_in("JPY")) == (100, 1)
