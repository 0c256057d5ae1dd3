"""How parcels are told to a channel that takes units, whole lines, or whole orders only. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from orderhub.connector_kit.contract import Parts
from orderhub.fulfilment.decide.assigning import lines_of
from orderhub.fulfilment.model.parcels import Line, Ordered, Package
from orderhub.fulfilment.model.tasks import Told

Lines = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class _Share:
    """Units of one line in one parcel; `last`: with it the whole line has left."""

    line: Line
    units: int
    last: bool


def plan_telling(order: Ordered, packages: Sequence[Package], parts: Parts) -> list[Told]:
    """What the channel is told of the parcels so far, oldest first. Nothing is claimed that has
    not left: a channel of whole lines hears of a line when its last unit is gone, one of whole
    orders when everything is. The same parcels always give the same list."""
    oldest = sorted(packages, key=lambda package: package.id)
    shares = _shared(order, oldest)
    if parts == "whole":
        return _whole(order, oldest, shares)
    told: list[Told] = []
    for package in oldest:
        mine = [s for s in shares[package.id] if parts == "units" or s.last]
        lines = tuple((s.line.line_no, s.line.quantity if s.last else s.units) for s in mine)
        if parts == "units":
            lines = tuple((s.line.line_no, s.units) for s in mine)
        if lines:
            told.append(_told(package, () if _is_all(order, lines) else lines))
    return told


def not_told(order: Ordered, told: Told, before: Sequence[Lines]) -> tuple[tuple[str, int], ...]:
    """Units by line that the parcel holds beyond what the channel was told of it `before`: a
    warehouse added to it since. A telling that names no line was of all of them."""
    if not all(before):
        return ()
    rest = Counter(dict(told.lines or [(line.line_no, line.quantity) for line in order.lines]))
    for lines in before:
        rest.subtract(dict(lines))
    return tuple((line_no, n) for line_no, n in rest.items() if n > 0)


def _whole(
    order: Ordered, oldest: Sequence[Package], shares: dict[int, list[_Share]]
) -> list[Told]:
    gone = sum(share.units for mine in shares.values() for share in mine)
    if not gone or gone < sum(line.quantity for line in order.lines):
        return []
    return [_told(oldest[-1], ())]


def _shared(order: Ordered, oldest: Sequence[Package]) -> dict[int, list[_Share]]:
    """What each parcel holds of the lines that are open, as far as they are ordered by now."""
    left = {line.line_no: line.quantity for line in order.lines}
    shares: dict[int, list[_Share]] = {}
    for package, lines in zip(oldest, lines_of(order, oldest), strict=True):
        mine = shares.setdefault(package.id, [])
        for line in order.lines:
            taken = min(lines.get(line.line_no, 0), left[line.line_no])
            if taken:
                left[line.line_no] -= taken
                mine.append(_Share(line, taken, left[line.line_no] == 0))
    return shares


def _is_all(order: Ordered, lines: tuple[tuple[str, int], ...]) -> bool:
    """Whether these are all lines, so that the channel need not be told which. Where one is closed
    the others are named."""
    return dict(lines) == {line.line_no: line.quantity for line in order.lines}


def _told(package: Package, lines: tuple[tuple[str, int], ...]) -> Told:
    return Told(
        package_id=package.id,
        carrier=package.carrier,
        waybill_no=package.waybill_no,
        lines=lines,
    )
