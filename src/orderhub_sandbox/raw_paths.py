"""Sets and drops fields of a raw row by dotted path, as tests ask for them."""

from orderhub_sandbox.json_text import Row, as_list, as_row
from orderhub_sandbox.orders import Order


def overlay(order: Order, row: Row) -> None:
    """Applies the order's `set_fields`, then `drop_fields`; a number in a path is a list index."""
    for path, value in order.set_fields:
        *parents, leaf = path.split(".")
        node = _walk(row, parents)
        found, listed = as_row(node), as_list(node)
        if found is not None:
            found[leaf] = value
        elif listed is not None and leaf.isdigit() and int(leaf) < len(listed):
            listed[int(leaf)] = value
    for path in order.drop_fields:
        *parents, leaf = path.split(".")
        found = as_row(_walk(row, parents))
        if found is not None:
            _ = found.pop(leaf, None)


def _walk(row: Row, parents: list[str]) -> object:
    node: object = row
    for name in parents:
        found, listed = as_row(node), as_list(node)
        if found is not None:
            node = found.get(name)
        elif listed is not None and name.isdigit() and int(name) < len(listed):
            node = listed[int(name)]
        else:
            return None
    return node
