"""The gate refuses at once what would only wait, and forgets nobody."""

import pytest

from orderhub.infra.http import Gate, Overloaded, TooFast


def test_a_sender_has_so_many_places_and_another_one_its_own() -> None:
    gate = Gate(pushes=3, per_sender=1)
    with gate.admit("a"):
        with pytest.raises(TooFast) as refused, gate.admit("a"):
            pass
        with gate.admit("b"):
            pass
    assert refused.value.context["retry_after_s"]
    with gate.admit("a"):
        pass


def test_places_are_bounded_and_given_back_after_an_error() -> None:
    gate = Gate(pushes=1, per_sender=9)
    with pytest.raises(ZeroDivisionError), gate.admit("a"):
        raise ZeroDivisionError
    with gate.admit("a"), pytest.raises(Overloaded), gate.admit("b"):
        pass
