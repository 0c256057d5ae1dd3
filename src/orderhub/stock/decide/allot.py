"""Who gets what is scarce. Pure."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from orderhub.stock.model import Piece

LineKey = tuple[int, str]


def allot(pieces: Iterable[Piece], could: Mapping[int, int]) -> set[LineKey]:
    """Order lines that get everything they ask for, out of `could` units per SKU.

    By priority, then by age of the order; a line gets all its parts or none, so that nothing is
    held for a bundle that cannot be packed. A SKU that `could` does not name is not scarce. A line
    that asks for too much lets a smaller one behind it pass.
    """
    left = dict(could)
    given: set[LineKey] = set()
    ordered = sorted(pieces, key=lambda p: (-p.priority, p.order_id, p.line_no, p.sku_id))
    for (_, order_id, line_no), group in groupby(
        ordered, key=lambda p: (-p.priority, p.order_id, p.line_no)
    ):
        parts = [p for p in group if p.sku_id in left]
        if all(p.quantity <= left[p.sku_id] for p in parts):
            given.add((order_id, line_no))
            for part in parts:
                left[part.sku_id] -= part.quantity
    return given
