"""Who gets what is scarce. Pure."""

from collections.abc import Iterable, Mapping

from orderhub.stock.model import Piece

LineKey = tuple[int, str]


def allot(pieces: Iterable[Piece], could: Mapping[int, int]) -> set[LineKey]:
    """Order lines that get everything they ask for, out of `could` units per SKU.

    By priority, then by age of the order; a line gets all its parts or none, so that nothing is
    held for a bundle that cannot be packed. A SKU that `could` does not name is not scarce. A line
    that asks for too much lets a smaller one behind it pass.
    """
    lines: dict[LineKey, list[Piece]] = {}
    for piece in pieces:
        lines.setdefault((piece.order_id, piece.line_no), []).append(piece)
    left = dict(could)
    given: set[LineKey] = set()
    for key in sorted(lines, key=lambda key: (-max(p.priority for p in lines[key]), key)):
        parts = [piece for piece in lines[key] if piece.sku_id in left]
        if all(part.quantity <= left[part.sku_id] for part in parts):
            given.add(key)
            for part in parts:
                left[part.sku_id] -= part.quantity
    return given
