"""Which lines the units of parcels are of: said once, when a parcel becomes known. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence

from orderhub.fulfilment.model.parcels import Ordered, Package


def assigned(
    order: Ordered, packages: Sequence[Package], units: Mapping[str, int], part: int = 0
) -> dict[str, int]:
    """Units by line number of these units by SKU that left: of the lines of their `part` first, of
    lines of one SKU in the order's own order, each as far as it has not left. What fits nowhere is
    of no line. A line that is closed later keeps what was said to be of it, so that the others of
    its SKU are still to leave."""
    left = left_of_lines(order, packages)
    planned = Counter(order.parts.get(part, {}))
    for package in packages:
        if package.part == part:
            planned.subtract(package.lines)
    given: Counter[str] = Counter()
    rest = Counter(units)
    for most in (planned, left):
        for line in order.lines:
            no = line.line_no
            n = min(rest[line.sku], most[no] - given[no], left[no] - given[no])
            if n > 0:
                given[no] += n
                rest[line.sku] -= n
    return dict(given)


def left_of_lines(order: Ordered, packages: Sequence[Package]) -> Counter[str]:
    """Units by line number that are still to leave: that no parcel holds; 0 of a closed line."""
    left = Counter({line.line_no: line.quantity for line in order.lines})
    for lines in lines_of(order, packages):
        left.subtract(lines)
    return Counter({line_no: max(n, 0) for line_no, n in left.items()})


def lines_of(order: Ordered, packages: Sequence[Package]) -> list[Mapping[str, int]]:
    """Units by line number in each parcel. Those of which nobody said so, since they became known
    before that was kept, are spread over what the others leave, in the order's own order."""
    free = Counter({line.line_no: line.quantity for line in order.lines})
    for package in packages:
        free.subtract(package.lines)
    found: list[Mapping[str, int]] = []
    for package in packages:
        lines: Mapping[str, int] = package.lines or _spread(order, package.units, free)
        found.append(lines)
    return found


def _spread(order: Ordered, units: Mapping[str, int], free: Counter[str]) -> dict[str, int]:
    """Takes from what is `free`."""
    found: dict[str, int] = {}
    rest = Counter(units)
    for line in order.lines:
        n = min(rest[line.sku], free[line.line_no])
        if n > 0:
            found[line.line_no] = n
            rest[line.sku] -= n
            free[line.line_no] -= n
    return found
