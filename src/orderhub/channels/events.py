"""What happens to shops."""

from datetime import datetime

from orderhub.kernel.events import Event
from orderhub.kernel.types import ChannelCode, ShopId

SHOP_CHANGED = "channels.shop_changed.v1"


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
