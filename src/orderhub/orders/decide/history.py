"""What became of an order's lines from one word of its channel to the next. Pure."""

from collections.abc import Sequence

from orderhub.orders.decide.lines import is_closed
from orderhub.orders.model import Data, History

_NOTHING_LEFT = frozenset({"to_ship", "paid_held"})
_PART_LEFT = "partially_shipped"
_ALL_LEFT = frozenset({"shipped", "delivered", "completed"})
_TOLD = _NOTHING_LEFT | _ALL_LEFT | {_PART_LEFT}
_ENDED = frozenset({"cancelled", "closed_refunded"})


def history_of(snapshots: Sequence[Data]) -> History:
    """Of all the channel said, oldest first."""
    told: dict[str, Data] = {}
    unsure: dict[str, int] = {}
    before: dict[str, int] = {}
    altered, said = False, ""
    for snapshot in snapshots:
        was, status = said, snapshot["status"]
        said = status if status in _TOLD else said
        told |= {line["no"]: line for line in snapshot["lines"]}
        now = _open_units(snapshot) if status not in _ENDED else {}
        altered = altered or (bool(was) and now != before)
        if not said or said in _NOTHING_LEFT:
            unsure = {}
        elif was not in _ALL_LEFT:
            unsure |= {no: n for no, n in before.items() if now.get(no, 0) < n}
        unsure = {no: n for no, n in unsure.items() if now.get(no, 0) < n}
        before = now
    named = {line["no"] for line in snapshots[-1]["lines"]}
    former = {no: line for no, line in told.items() if no not in named}
    return History(former, unsure, altered)


def _open_units(snapshot: Data) -> dict[str, int]:
    return {line["no"]: line["quantity"] for line in snapshot["lines"] if not is_closed(line)}
