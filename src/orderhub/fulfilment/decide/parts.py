"""Splitting an order (拆单) into parts that leave on their own, and whether it may be. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from orderhub.fulfilment.decide.asking import NOT_ASKED
from orderhub.fulfilment.model.parcels import Ordered, Package
from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState
from orderhub.kernel.types import Refusal
from orderhub.kernel.words import Stage

State = DeliveryState
MOST = 9
SPLITTABLE = frozenset({Stage.AWAITING_REVIEW, Stage.TO_SHIP, Stage.PARTIALLY_SHIPPED})
# No warehouse has these.
FREE = NOT_ASKED | {State.REJECTED}


@dataclass(frozen=True, slots=True)
class Trimmed:
    """What the parts that have not left are to hold by now, units by line number; `unclear` are
    lines of which nobody can tell which part holds them: units planned less units ordered."""

    parts: Mapping[int, Mapping[str, int]] = field(default_factory=dict[int, Mapping[str, int]])
    unclear: Mapping[str, int] = field(default_factory=dict[str, int])


def left_parts(packages: Sequence[Package]) -> frozenset[int]:
    """Parts of which a parcel left."""
    return frozenset(package.part for package in packages)


def free_units(order: Ordered, kept: Iterable[DeliveryOrder]) -> dict[str, int]:
    """Units by line number that none of these parts holds."""
    free = ordered_units(order)
    free.subtract(_units([part.lines or {} for part in kept]))
    return dict(+free)


def check_parts(
    free: Mapping[str, int], parts: Sequence[Mapping[str, int]], *, anew: bool = False
) -> Refusal | None:
    """Whether the parts (units by line number) are what is free: every unit in exactly one of
    them. What remains of a split order (`anew`) may be one part."""
    if not (1 if anew else 2) <= len(parts) <= MOST:
        return Refusal("no_split", f"An order is split into two to {MOST} parts.")
    if not all(part and min(part.values()) > 0 for part in parts):
        return Refusal("empty_part", "Every part holds something.")
    if _units(parts) != Counter(free):
        return Refusal("not_all_units", "Every unit of the order belongs to exactly one part.")
    return None


def may_replan(
    order: Ordered, stage: str, parts: Sequence[DeliveryOrder], packages: Sequence[Package]
) -> Refusal | None:
    """Only what no warehouse has and nothing has left of can be split, or be whole again; other
    parts of a split order stay as they are."""
    left = left_parts(packages)
    if stage not in SPLITTABLE or 0 in left:
        return Refusal("moved_on", f"The order is {stage} by now.")
    if any(part.lead_id is not None for part in parts):
        return Refusal("is_merged", "It travels with other orders: take them apart first.")
    plan, kept = trimmed(order, parts, packages), kept_parts(parts, packages)
    there = [part for part in kept if part.part not in left]
    is_free = bool(free_units(order, kept))
    if any(_comes_back(part, plan) for part in there) or (there and not is_free):
        return Refusal("at_warehouse", "A warehouse has it: hold the order first.")
    return None if is_free else Refusal("moved_on", "Everything of it has left.")


def kept_parts(parts: Sequence[DeliveryOrder], packages: Sequence[Package]) -> list[DeliveryOrder]:
    """Parts that left or are at a warehouse: planning anew leaves them as they are."""
    left = left_parts(packages)
    return [part for part in parts if part.part in left or part.state not in FREE]


def trimmed(order: Ordered, parts: Sequence[DeliveryOrder], packages: Sequence[Package]) -> Trimmed:
    """How the parts follow the order's lines, which were refunded or changed since a person split
    them. What went is taken off the only part that can have held it; of a line that is gone for
    good, off all of them. Anything else is for a person to say."""
    left = left_parts(packages)
    due = free_units(order, [part for part in parts if part.part in left])
    plan = {part.part: dict(part.lines or {}) for part in parts if part.part not in left}
    planned = _units(plan.values())
    unclear: dict[str, int] = {}
    for line_no in sorted(planned.keys() | due.keys()):
        n = due.get(line_no, 0)
        holders = [lines for lines in plan.values() if line_no in lines]
        if planned[line_no] == n:
            continue
        if planned[line_no] < n or (n and len(holders) > 1):
            unclear[line_no] = planned[line_no] - n
            continue
        for lines in holders:
            lines[line_no] = n
    return Trimmed({part: dict(+Counter(lines)) for part, lines in plan.items()}, unclear)


def rest_of(
    order: Ordered, parts: Sequence[DeliveryOrder], packages: Sequence[Package]
) -> Mapping[str, int] | None:
    """Units by line number that are still to leave where every part that is there by now has left:
    nothing of them is divided, so that they leave as one. None where a part still holds some."""
    left = left_parts(packages)
    if any(part.part not in left for part in parts):
        return None
    return free_units(order, parts)


def is_stale(part: DeliveryOrder, plan: Trimmed) -> bool:
    """Whether it holds more than the order has by now, so that it may not leave as it is."""
    lines = part.lines or {}
    return plan.parts.get(part.part, lines) != lines or any(
        plan.unclear.get(line_no, 0) > 0 for line_no in lines
    )


def cause_of(plan: Trimmed) -> str:
    """A token of what is unclear about a split, "" for nothing."""
    return ",".join(f"{line_no}:{n:+}" for line_no, n in sorted(plan.unclear.items()))


def ordered_units(order: Ordered) -> Counter[str]:
    """Units by line number."""
    units: Counter[str] = Counter()
    for line in order.lines:
        units[line.line_no] += line.quantity
    return units


def _comes_back(part: DeliveryOrder, plan: Trimmed) -> bool:
    """Whether a part at a warehouse cannot stay as it is."""
    return part.lines is None or part.state is State.CANCELLING or is_stale(part, plan)


def _units(parts: Iterable[Mapping[str, int]]) -> Counter[str]:
    units: Counter[str] = Counter()
    for part in parts:
        units.update(part)
    return units
