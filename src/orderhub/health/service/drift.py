"""Rows that cannot be read, many at once: the structure of a channel's data has changed."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from orderhub.channels.facade import Shop
from orderhub.health.decide.incidents import is_drift, subject_of
from orderhub.health.model.causes import CauseName, Reach
from orderhub.health.model.incident import Finding
from orderhub.health.service.incidents import open_incident, resolve_told
from orderhub.infra.db import Tx

CALM = timedelta(minutes=1)  # good and bad pages may take turns


async def note_rows(tx: Tx, shop: Shop, read: int, fields: Sequence[str], now: datetime) -> None:
    """A page or push of `read` rows; `fields` names, for each row that could not be read, the
    field that was at fault. One bad order is quarantine's business, many are an incident."""
    subject = subject_of(Reach.SHOP, shop.channel, shop.app_key, int(shop.id))
    if not fields:
        if read:
            await resolve_told(tx, CauseName.SCHEMA_DRIFT, subject, now, CALM)
        return
    if not is_drift(read, len(fields)):
        return
    named = ", ".join(name or "order" for name, _ in Counter(fields).most_common(3))
    finding = Finding(
        cause=CauseName.SCHEMA_DRIFT,
        subject=subject,
        shop_ids=(int(shop.id),),
        at=now,
        channel=shop.channel,
        app_key=shop.app_key,
        told=True,
        code="contract_violation",
        detail=f"{len(fields)} of {read} rows cannot be read; field: {named}",
        failures=len(fields),
    )
    await open_incident(tx, finding, now)
