"""What became of an order's lines from one word of its channel to the next. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from orderhub.orders.decide.lines import is_closed
from orderhub.orders.model import Data, History

_NOTHING_LEFT = frozenset({"to_ship", "paid_held"})
_PART_LEFT = "partially_shipped"
_ALL_LEFT = frozenset({"shipped", "delivered", "completed"})
_TOLD = _NOTHING_LEFT | _ALL_LEFT | {_PART_LEFT}
_ENDED = frozenset({"cancelled", "closed_refunded"})
# By so much a channel's clock may be behind ours, its whole seconds included. Parcels of ours look
# late to one that is further behind, which is the safe side: units stay booked, people are asked.
CLOCKS_DIFFER = timedelta(minutes=5)


def history_of(snapshots: Sequence[Data]) -> History:
    """Of all the channel said, oldest first."""
    told: dict[str, Data] = {}
    unsure: dict[str, int] = {}
    before: dict[str, int] = {}
    altered, said = False, ""
    first: Data | None = None
    for snapshot in snapshots:
        was, status = said, snapshot["status"]
        said = status if status in _TOLD else said
        told |= {line["no"]: line for line in snapshot["lines"]}
        now = _open_units(snapshot) if status not in _ENDED else {}
        altered = altered or (bool(was) and now != before)
        if not said or said in _NOTHING_LEFT:
            unsure, first = {}, None
        else:
            first = first or snapshot
            if was not in _ALL_LEFT:
                unsure |= {no: n for no, n in before.items() if now.get(no, 0) < n}
        unsure = {no: n for no, n in unsure.items() if now.get(no, 0) < n}
        before = now
    named = {line["no"] for line in snapshots[-1]["lines"]}
    former = {no: line for no, line in told.items() if no not in named}
    return History(former, unsure, _gone_by(first) if first and unsure else None, altered)


def _gone_by(word: Data) -> datetime:
    """By when that had left of which this is the channel's first word: by the channel's clock when
    it says so or, where it tells that, when the goods were sent; by ours when we asked. A parcel
    that we told the channel of left before all of these."""
    told = [word["modified"], *filter(None, [word.get("shipped")])]
    by_its_clock = [datetime.fromisoformat(at) + CLOCKS_DIFFER for at in told]
    return min(datetime.fromisoformat(word["read"]), *by_its_clock)


def _open_units(snapshot: Data) -> dict[str, int]:
    return {line["no"]: line["quantity"] for line in snapshot["lines"] if not is_closed(line)}
