"""Splitting an order (拆单) into parts that leave on their own, and whether it may be. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence

from orderhub.fulfilment.decide.asking import NOT_ASKED
from orderhub.fulfilment.model.parcels import Ordered, Package
from orderhub.fulfilment.model.warehouses import DeliveryOrder
from orderhub.kernel.types import Refusal
from orderhub.kernel.words import Stage

MOST = 9
SPLITTABLE = frozenset({Stage.AWAITING_REVIEW, Stage.TO_SHIP})


def check_parts(order: Ordered, parts: Sequence[Mapping[str, int]]) -> Refusal | None:
    """Whether the parts (units by line number) are the order: every unit in exactly one of them."""
    if not 2 <= len(parts) <= MOST:  # noqa: PLR2004 - one part is no split
        return Refusal("no_split", f"An order is split into two to {MOST} parts.")
    if not all(part and min(part.values()) > 0 for part in parts):
        return Refusal("empty_part", "Every part holds something.")
    if _units(parts) != _ordered(order):
        return Refusal("not_all_units", "Every unit of the order belongs to exactly one part.")
    return None


def may_replan(
    stage: str, parts: Sequence[DeliveryOrder], packages: Sequence[Package]
) -> Refusal | None:
    """Only what no warehouse has and nothing has left of can be split, or be whole again."""
    if stage not in SPLITTABLE or packages:
        return Refusal("moved_on", f"The order is {stage} by now.")
    if any(part.lead_id is not None for part in parts):
        return Refusal("is_merged", "It travels with other orders: take them apart first.")
    if any(part.state not in NOT_ASKED for part in parts):
        return Refusal("at_warehouse", "A warehouse has it: hold the order first.")
    return None


def is_stale(order: Ordered, parts: Sequence[DeliveryOrder], part: DeliveryOrder) -> bool:
    """Whether the parts hold more of one of its lines than the order has by now: a line was
    refunded or changed since, so nothing of it may leave until a person splits again."""
    ordered, planned = _ordered(order), _units([one.lines or {} for one in parts])
    return any(planned[line_no] > ordered[line_no] for line_no in part.lines or ())


def _units(parts: Sequence[Mapping[str, int]]) -> Counter[str]:
    units: Counter[str] = Counter()
    for part in parts:
        units.update(part)
    return units


def _ordered(order: Ordered) -> Counter[str]:
    units: Counter[str] = Counter()
    for line in order.lines:
        units[line.line_no] += line.quantity
    return units
