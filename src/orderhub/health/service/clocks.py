"""Our clock against the channels' (reliability F15): a finding beyond 30 seconds."""

from datetime import datetime, timedelta

from orderhub.channels.facade import Shop
from orderhub.health.decide.incidents import is_skewed, subject_of
from orderhub.health.model.causes import CauseName, Reach
from orderhub.health.model.incident import Finding
from orderhub.health.service.incidents import open_incident, resolve_told
from orderhub.infra.db import Tx


async def note_clock(tx: Tx, shop: Shop, offset: timedelta, now: datetime) -> None:
    """The channel's clock is `offset` ahead of ours (negative: behind)."""
    subject = subject_of(Reach.APP, shop.channel, shop.app_key, int(shop.id))
    if not is_skewed(offset):
        await resolve_told(tx, CauseName.CLOCK_DRIFT, subject, now)
        return
    seconds = round(offset.total_seconds())
    finding = Finding(
        cause=CauseName.CLOCK_DRIFT,
        subject=subject,
        shop_ids=(int(shop.id),),
        at=now,
        channel=shop.channel,
        app_key=shop.app_key,
        told=True,
        detail=f"the platform's clock is {seconds:+d} s against ours",
    )
    await open_incident(tx, finding, now)
