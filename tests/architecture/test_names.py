"""A name says what the thing is."""

import pytest

from tests.architecture.names import violations
from tests.architecture.source import modules, parse


def test_no_module_or_class_has_an_empty_name() -> None:
    assert [found for module in modules() for found in violations(module)] == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("", "orderhub.orders.utils"),
        ("", "orderhub.common.money"),
        ("class OrderManager: ...", "orderhub.orders.model"),
        ("class AbstractConnector: ...", "orderhub.orders.model"),
        ("class IOrder: ...", "orderhub.orders.model"),
    ],
)
def test_a_planted_empty_name_is_found(source: str, name: str) -> None:
    assert len(violations(parse(source, name))) == 1
