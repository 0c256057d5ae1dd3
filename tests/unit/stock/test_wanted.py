"""What an order wants of stock, line by line."""

from orderhub.stock.decide.changes import Key, changed, wanted
from orderhub.stock.model import WantLine

LINES = (
    WantLine("1", "A", "red", "", "", 2),
    WantLine("1", "B", "blue", "", "", 3),
    WantLine("2", "C", "set", "", "", 1),
    WantLine("3", "D", "new", "", "", 4),
)
PARTS = {
    ("A", "red"): {7: 1},
    ("B", "blue"): {8: 1},
    ("C", "set"): {7: 1, 9: 2},
    ("D", "new"): None,
}
ALL: dict[Key, int] = {("1", 7): 2, ("1", 8): 3, ("2", 7): 1, ("2", 9): 2, ("3", None): 4}


def test_lines_of_one_number_each_want_their_own_sku() -> None:
    assert wanted(LINES, PARTS) == ALL


def test_an_order_that_holds_nothing_takes_all_it_wants() -> None:
    change = changed(ALL, ())
    assert change.drop == ()
    assert {(line, sku): units for line, sku, units in change.take} == ALL
