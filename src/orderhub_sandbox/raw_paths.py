"""Sets and drops fields of a raw row by dotted path, as tests ask for them."""

from typing import cast

from orderhub_sandbox.orders import Order

Node = dict[str, object] | list[object]


def overlay(order: Order, row: dict[str, object]) -> None:
    """Applies the order's `set_fields`, then `drop_fields`; a number in a path is a list index."""
    for path, value in order.set_fields:
        *parents, leaf = path.split(".")
        node = _walk(row, parents)
        if isinstance(node, dict):
            node[leaf] = value
        elif isinstance(node, list) and leaf.isdigit() and int(leaf) < len(node):
            node[int(leaf)] = value
    for path in order.drop_fields:
        *parents, leaf = path.split(".")
        node = _walk(row, parents)
        if isinstance(node, dict):
            node.pop(leaf, None)


def _walk(row: dict[str, object], parents: list[str]) -> Node | None:
    node: object = row
    for name in parents:
        if isinstance(node, dict):
            node = cast("dict[str, object]", node).get(name)
        elif isinstance(node, list) and name.isdigit() and int(name) < len(cast("Node", node)):
            node = cast("list[object]", node)[int(name)]
        else:
            return None
    return cast("Node", node) if isinstance(node, dict | list) else None
