"""Whether a presale order (预售) is kept from the warehouse, until when and for what. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from orderhub.kernel.records import record
from orderhub.orders.model import Data, State

BY_HAND = "presale:manual"
_NOTHING: Data = {}


@record
class Presale:
    """`reason` is why it waits now, "" when it does not: `balance` (尾款), `date` told by the
    channel, `by_hand` where a person named the later one. `ship_from` is the instant from which it
    may ship, None where that is not known."""

    reason: str = ""
    ship_from: datetime | None = None


NONE = Presale()


def presale_of(state: State, snapshot: Data, now: datetime) -> Presale:
    """What the channel and a person say together: the later date counts, no date sets the balance
    aside, and a person's release holds for that very word of the channel only."""
    told: Data | None = snapshot.get("sale")
    said = state.decisions.get(BY_HAND, _NOTHING) if state.decisions else _NOTHING
    if told is None and not said:
        return NONE
    is_off = said.get("on") is False and said.get("cause", "") == cause_of(told)
    if told is not None and told["balance_due"] and not is_off:
        return Presale("balance")
    theirs = _instant(told["from"]) if told is not None and not is_off else None
    ours = _instant(said.get("until")) if said.get("on") else None
    dates = [at for at in (theirs, ours) if at is not None]
    if not dates:
        return NONE
    ship_from = max(dates)
    if ship_from <= now:
        return Presale("", ship_from)
    return Presale("by_hand" if ship_from == ours else "date", ship_from)


def cause_of(told: Data | None) -> str:
    """A token of the channel's very word about the presale; "" where it says nothing."""
    return f"{told['from']}|{told['balance_due']}" if told else ""


def ship_by_of(snapshot: Data, sale: Presale) -> str | None:
    """The channel's last time to ship, else the shop's time counted from when a presale may ship:
    from its date, or once the balance is paid from the payment."""
    told: Data | None = snapshot.get("sale")
    if snapshot["ship_by"] or told is None or sale.reason == "balance":
        return snapshot["ship_by"]
    starts = sale.ship_from
    if starts is None and told["balance_due"] is False:
        starts = _instant(snapshot["paid"])
    return None if starts is None else (starts + timedelta(seconds=told["within"])).isoformat()


def told_sale(
    ship_from: datetime | None, within: timedelta, *, balance_due: bool | None
) -> Mapping[str, Any]:
    """What a snapshot keeps of a presale; `within` is the shop's time to ship."""
    return {
        "from": ship_from.isoformat() if ship_from else None,
        "balance_due": balance_due,
        "within": int(within.total_seconds()),
    }


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
