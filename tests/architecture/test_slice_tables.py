"""Slices meet through facades and events, never in each other's tables."""

import pytest

from tests.architecture.slice_tables import owners, violations
from tests.architecture.source import modules, parse


def test_every_slice_keeps_to_its_own_tables() -> None:
    owned = owners()
    assert [found for module in modules() for found in violations(module, owned)] == []


@pytest.mark.parametrize(
    "planted",
    [
        'SQL = "SELECT u.username FROM users u"',
        'SQL = "SELECT 1 FROM orders o JOIN people_records p ON true"',
        'SQL = "INSERT INTO audit_entries VALUES (1)"',
        'rows = copy(tx, "people_records", ("order_id",), rows)',
    ],
)
def test_a_planted_foreign_table_is_found(planted: str) -> None:
    assert len(violations(parse(planted), owners())) == 1


def test_own_tables_and_those_of_the_shell_are_free() -> None:
    planted = parse('SQL = "INSERT INTO outbox SELECT 1 FROM order_facts"')
    assert violations(planted, owners()) == []
