"""Files and functions stay small enough to read at a glance."""

from collections.abc import Callable

import pytest

from tests.architecture.sizes import (
    BUDGETS,
    CONNECTOR_LINES,
    FUNCTION_LINES,
    Budget,
    all_functions,
    connectors,
    files,
    functions,
    spread,
    too_long,
)

Record = Callable[[str, object], None]


@pytest.mark.parametrize("budget", BUDGETS, ids=lambda budget: budget.folder)
def test_no_file_is_longer_than_its_budget(budget: Budget, record_property: Record) -> None:
    lengths = files(budget)
    if not lengths:
        pytest.skip(f"nothing under {budget.folder} yet")
    record_property("spread", str(spread([*lengths.values()])))
    assert too_long(lengths, budget.most) == []


@pytest.mark.parametrize("budget", BUDGETS, ids=lambda budget: budget.folder)
def test_nineteen_files_of_twenty_are_of_the_usual_size(budget: Budget) -> None:
    lengths = files(budget)
    if not lengths:
        pytest.skip(f"nothing under {budget.folder} yet")
    assert spread([*lengths.values()]).p95 <= budget.usual


def test_no_function_is_longer_than_its_budget(record_property: Record) -> None:
    lengths = all_functions()
    record_property("spread", str(spread([*lengths.values()])))
    assert too_long(lengths, FUNCTION_LINES) == []


def test_a_connector_fits_in_its_budget() -> None:
    assert too_long(connectors(), CONNECTOR_LINES) == []


def test_planted_long_things_are_found() -> None:
    long = "def sprawl():\n" + "    pass\n" * FUNCTION_LINES
    assert too_long(functions(long, "planted.py"), FUNCTION_LINES) == [
        "planted.py:sprawl: 61 lines"
    ]
    assert too_long({"planted.py": 401, "short.py": 400}, 400) == ["planted.py: 401 lines"]
