"""The gate refuses at once what would only wait, and forgets nobody."""

import pytest

from orderhub.sync.admission import Gate
from orderhub.sync.errors import Overloaded, TooFast


def test_a_shop_has_so_many_places_and_another_one_its_own() -> None:
    gate = Gate(pushes=3, per_shop=1, size=100)
    with gate.admit(1, 10):
        with pytest.raises(TooFast) as refused, gate.admit(1, 10):
            pass
        with gate.admit(2, 10):
            pass
    assert refused.value.context["retry_after_s"]
    with gate.admit(1, 10):
        pass


def test_places_and_bytes_are_bounded_and_given_back_after_an_error() -> None:
    gate = Gate(pushes=1, per_shop=9, size=100)
    with pytest.raises(ZeroDivisionError), gate.admit(1, 90):
        raise ZeroDivisionError
    with pytest.raises(Overloaded), gate.admit(1, 101):
        pass
    with gate.admit(1, 100), pytest.raises(Overloaded), gate.admit(2, 0):
        pass
