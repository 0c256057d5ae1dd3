"""What an order that is known already must still take, and what it gives back. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from orderhub.kernel.records import record
from orderhub.stock.model import WantLine

Key = tuple[str, int | None]
# A listing's key → the parts of its item (SKU → units), None while it is unmapped.
Parts = Mapping[int, int] | None


@record
class Held:
    """A reservation row that is not released."""

    line_no: str
    sku_id: int | None
    quantity: int
    state: str
    taken_at: datetime


@record
class Change:
    """Rows to take anew (line, SKU or None, units) and to give back."""

    take: tuple[tuple[str, int | None, int], ...]
    drop: tuple[Held, ...]


def wanted(lines: Sequence[WantLine], parts_of: Mapping[tuple[str, str], Parts]) -> dict[Key, int]:
    """Units by line and SKU; a line whose listing is unmapped stands under no SKU."""
    found: dict[Key, int] = {}
    for line in lines:
        if line.quantity <= 0:
            continue
        parts = parts_of.get((line.listing_no, line.sku_code))
        if parts is None:
            found[line.line_no, None] = found.get((line.line_no, None), 0) + line.quantity
            continue
        for sku, each in parts.items():
            key = (line.line_no, sku)
            found[key] = found.get(key, 0) + line.quantity * each
    return found


def as_held(wants: Mapping[Key, int], held: Iterable[Held]) -> dict[Key, int]:
    """The wants of an order whose goods are being packed: a line that holds another SKU than its
    listing is by now keeps what it holds, for that is what leaves."""
    holding: dict[str, dict[Key, int]] = {}
    for row in held:
        if row.sku_id is not None:
            holding.setdefault(row.line_no, {})[row.line_no, row.sku_id] = row.quantity
    now: dict[str, dict[Key, int]] = {}
    for key, units in wants.items():
        now.setdefault(key[0], {})[key] = units
    kept = [
        holding[line] if line in holding and holding[line].keys() != keys.keys() else keys
        for line, keys in now.items()
    ]
    return {key: units for keys in kept for key, units in keys.items()}


def changed(wants: Mapping[Key, int], held: Sequence[Held]) -> Change:
    """What differs; rows that are shipped stay as they are."""
    if not held:
        return Change(tuple([(line, sku, units) for (line, sku), units in wants.items()]), ())
    known = {(row.line_no, row.sku_id): row for row in held}
    drop = tuple(
        row
        for key, row in known.items()
        if row.state != "shipped" and wants.get(key) != row.quantity
    )
    kept = {key for key, row in known.items() if row.state == "shipped" or row not in drop}
    take = tuple(
        (line, sku, units) for (line, sku), units in wants.items() if (line, sku) not in kept
    )
    return Change(take, drop)
