"""What happens to shops."""

from datetime import datetime

from typing_extensions import TypedDict

from orderhub.kernel.events import Event
from orderhub.kernel.types import ChannelCode, ShopId

SHOP_CHANGED = "channels.shop_changed.v1"
AUTHORISATION_ENDING = "channels.authorisation_ending.v1"


class ShopChanged(TypedDict):
    """A shop was connected, changed, or moved; `reason` is an error code or empty."""

    shop_id: int
    channel: str
    state: str
    reason: str


class AuthorisationEnding(TypedDict):
    """A shop's authorisation ends in `days` days and only the seller's consent helps on."""

    shop_id: int
    channel: str
    ends_at: str
    days: int


ANNOUNCED = {SHOP_CHANGED: ShopChanged, AUTHORISATION_ENDING: AuthorisationEnding}


def shop_changed(
    shop_id: ShopId, channel: ChannelCode, version: int, state: str, reason: str, now: datetime
) -> Event:
    """A shop was connected, changed, or moved; `reason` is an error code or ""."""
    return Event(
        topic=SHOP_CHANGED,
        key=f"shop:{shop_id}",
        version=version,
        occurred_at=now,
        data={"shop_id": shop_id, "channel": channel, "state": state, "reason": reason},
    )


def authorisation_ending(
    shop_id: ShopId, channel: ChannelCode, version: int, ends_at: datetime, days: int, now: datetime
) -> Event:
    """A shop's authorisation ends in `days` days and only the seller's consent helps on."""
    return Event(
        topic=AUTHORISATION_ENDING,
        key=f"shop:{shop_id}",
        version=version,
        occurred_at=now,
        data={
            "shop_id": shop_id,
            "channel": channel,
            "ends_at": ends_at.isoformat(),
            "days": days,
        },
    )
