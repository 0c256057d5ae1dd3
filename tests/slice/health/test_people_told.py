"""Incidents reach the people on call: opened once, muted while open, over once."""

from dataclasses import replace

from sqlalchemy import text

from orderhub.access.facade import system
from orderhub.health.facade import Finding, open_incident, resolve_told, tell_people
from orderhub.infra import clock
from orderhub.infra.bus import Message
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.notify.model import Duty, EndpointKind, Target
from orderhub.notify.service.settings import add_endpoint, set_duties

FINDING = Finding(
    cause="address_blocked", subject="shop:1", shop_ids=(1,), at=clock.now(), told=True
)


async def on_call(db: Database, master: MasterKey) -> None:
    async with db.transaction() as tx:
        target = Target(EndpointKind.WECOM, "https://example.com/?key=1", "")
        made = await add_endpoint(tx, master, system("test"), "group", target)
        await set_duties(tx, system("test"), [Duty(person="王芳", endpoint_id=made.id)])


async def relay(db: Database) -> None:
    """Every health event of the outbox, handed over again each time."""
    async with db.transaction() as tx:
        found = await tx.execute(
            text("SELECT * FROM outbox WHERE topic LIKE 'health.incident_%' ORDER BY id")
        )
        for row in found.all():
            message = Message(
                id=str(row.id),
                topic=row.topic,
                key=row.key,
                version=row.version,
                occurred_at=row.occurred_at,
                data=row.data,
            )
            await tell_people(message, tx, clock.now, "https://hub.example")


async def keys(db: Database) -> list[str]:
    async with db.transaction() as tx:
        found = await tx.execute(text("SELECT message_key FROM notify_deliveries ORDER BY id"))
        return list(found.scalars())


async def test_an_incident_is_told_once_while_open_and_its_end_to_those_who_were_told(
    db: Database, master_key: MasterKey
) -> None:
    await on_call(db, master_key)
    async with db.transaction() as tx:
        made = await open_incident(tx, FINDING, clock.now())
    assert made is not None
    await relay(db)
    async with db.transaction() as tx:  # it goes on: muted
        await open_incident(tx, replace(FINDING, at=clock.now(), failures=9), clock.now())
    await relay(db)
    opened = f"incident:{made.id}:0"
    assert await keys(db) == [opened]
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE notify_deliveries SET state = 'sent', tries = 1"))
        await resolve_told(tx, "address_blocked", "shop:1", clock.now())
    await relay(db)
    await relay(db)
    assert await keys(db) == [opened, f"{opened}:over"]
