"""A parcel goes on: stated to its order and announced, each step once."""

from dataclasses import replace
from datetime import datetime

from orderhub.fulfilment.decide.steps import moves
from orderhub.fulfilment.events import PARCEL_DELIVERED, PARCEL_RETURNED, parcel_moved
from orderhub.fulfilment.model.parcels import Package
from orderhub.fulfilment.service.facts import parcel_fact
from orderhub.fulfilment.service.orders import about
from orderhub.fulfilment.store import packages
from orderhub.infra import live, outbox
from orderhub.infra.db import Tx
from orderhub.orders.facade import learn

TOPICS = {"delivered": PARCEL_DELIVERED, "returned": PARCEL_RETURNED}


async def move_parcel(
    tx: Tx, package: Package, step: str, source: str, times: tuple[datetime, datetime]
) -> bool:
    """Move it (`times`: when it happened, now); False when the step may not follow. The caller
    holds the lock of the package's order."""
    at, now = times
    if not moves(package.step, step):
        return False
    after = await packages.save(tx, replace(package, step=step, step_at=max(package.step_at, at)))
    await learn(tx, [parcel_fact(after, source, now)])
    if (topic := TOPICS.get(step)) is not None:
        outbox.append(tx, parcel_moved(topic, after.id, after.version, at, **about(after)))
    live.announce(tx, "fulfilment", shop_id=after.shop_id)
    return True
