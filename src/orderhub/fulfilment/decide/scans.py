"""What a scan says about an order's parcels (reliability F31, F32). Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from orderhub.fulfilment.decide.assigning import assigned, left_of_lines
from orderhub.fulfilment.model.parcels import (
    Excepted,
    More,
    New,
    Ordered,
    Package,
    Parked,
    Repeated,
    Rewaybilled,
    Scan,
    Source,
    Verdict,
)

PARKED_FOR = timedelta(days=7)
# A changed waybill is minutes ahead of its parcel, or a wrong number for a person to mend.
NO_SUCH_WAYBILL = "no_such_waybill"
CHANGE_PARKED_FOR = timedelta(hours=1)


def judge_scan(
    order: Ordered | None,
    packages: Sequence[Package],
    waybills: Mapping[str, int],
    scan: Scan,
) -> Verdict:
    """`waybills` are all the order ever had (→ package id), replaced ones too."""
    if order is None:
        return Parked("unknown_order")
    known = _package(packages, waybills.get(scan.waybill_no))
    if scan.replaces:
        return _rewaybilled(packages, waybills, known, scan)
    if known is not None:
        return _known(order, packages, known, scan)
    if order.closed:
        return Excepted("after_cancel")
    if not scan.units.keys() <= _ordered(order).keys():
        return Parked("unknown_sku")
    if order.parts and scan.part not in order.parts:
        return Excepted("which_part")
    left = left_units(order, packages, scan.part)
    units = scan.units or {sku: n for sku, n in left.items() if n > 0}
    if not units or not _fits(units, left):
        return Excepted("too_many_units")
    return New(dict(units), assigned(order, packages, units, scan.part))


def after_waiting(verdict: Verdict, waited: timedelta) -> Verdict:
    """What becomes of a scan that has waited so long: a person looks where it was too long."""
    match verdict:
        case Parked(reason) if reason == NO_SUCH_WAYBILL and waited >= CHANGE_PARKED_FOR:
            return Excepted(reason)
        case Parked() if waited >= PARKED_FOR:
            return Excepted("never_matched")
        case _:
            return verdict


def left_units(order: Ordered, packages: Sequence[Package], part: int = 0) -> dict[str, int]:
    """Units of each SKU that no parcel holds; one that came back holds what it held. Of a part,
    what is left of it and of the whole order: parcels that name no part may have taken from it."""
    left = units_of(order, left_of_lines(order, packages))
    if part not in order.parts:
        return dict(left)
    mine = units_of(order, order.parts[part])
    for package in packages:
        if package.part == part:
            mine.subtract(package.units)
    return {sku: min(n, left[sku]) for sku, n in mine.items()}


def units_of(order: Ordered, lines: Mapping[str, int]) -> Counter[str]:
    """Units by SKU of these units by line number."""
    sku_of = {line.line_no: line.sku for line in order.lines}
    units: Counter[str] = Counter()
    for line_no, n in lines.items():
        if line_no in sku_of:
            units[sku_of[line_no]] += n
    return units


def _known(order: Ordered, packages: Sequence[Package], known: Package, scan: Scan) -> Verdict:
    """A person scans a parcel twice; a warehouse adds to it (channels reference §9.4), by a waybill
    too that another has taken the place of."""
    adds = scan.source is Source.WMS and known.source is Source.WMS and scan.units
    if not adds:
        return Repeated(known)
    if order.closed:
        return Excepted("after_cancel")
    if not scan.units.keys() <= _ordered(order).keys():
        return Parked("unknown_sku")
    if not _fits(scan.units, left_units(order, packages, known.part)):
        return Excepted("too_many_units")
    lines = assigned(order, packages, scan.units, known.part)
    return More(
        known,
        dict(Counter(known.units) + Counter(scan.units)),
        dict(Counter(known.lines) + Counter(lines)),
    )


def _rewaybilled(
    packages: Sequence[Package],
    waybills: Mapping[str, int],
    known: Package | None,
    scan: Scan,
) -> Verdict:
    before = _package(packages, waybills.get(scan.replaces))
    if before is None:
        return Parked(NO_SUCH_WAYBILL)
    if known is not None:
        return Repeated(known)
    return Rewaybilled(before)


def _package(packages: Sequence[Package], package_id: int | None) -> Package | None:
    return next((package for package in packages if package.id == package_id), None)


def _ordered(order: Ordered) -> Counter[str]:
    units: Counter[str] = Counter()
    for line in order.lines:
        units[line.sku] += line.quantity
    return units


def _fits(units: Mapping[str, int], left: Mapping[str, int]) -> bool:
    return all(0 < n <= left.get(sku, 0) for sku, n in units.items())
