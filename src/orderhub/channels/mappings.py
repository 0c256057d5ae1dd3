"""Use cases of mappings (B2): try a draft on stored samples, publish, restore."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orderhub.access.facade import Actor, record
from orderhub.channels.model import MappingKind, Published, Shop
from orderhub.channels.reading import Reading, compiled, draft
from orderhub.channels.service import get_seen, lock_seen
from orderhub.channels.store import mappings
from orderhub.connectors import CONNECTORS
from orderhub.infra.db import Tx
from orderhub.kernel.errors import InvalidInput
from orderhub.vault.facade import RawGone, latest_raw, open_raw

SAMPLES = 20
BODIES = 5
SAMPLE_KINDS = ("channel", "push", "quarantine")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A stored order under a draft: what it gives, or why it cannot be read. Nothing personal."""

    external_no: str | None
    values: Mapping[str, Any]
    problems: Mapping[str, str]
    readable: bool


async def reading_of(tx: Tx, shop: Shop) -> Reading:
    """How the shop's rows are read today."""
    return compiled(CONNECTORS[shop.channel], await mappings.current(tx, shop.id))


async def try_out(
    tx: Tx, actor: Actor, shop_id: int, kind: MappingKind, spec: Mapping[str, Any]
) -> list[Sample]:
    """What the draft makes of the shop's newest stored orders. InvalidInput when it is wrong."""
    shop = await get_seen(tx, actor, shop_id)
    reading = draft(await reading_of(tx, shop), kind, spec)
    samples: list[Sample] = []
    for ref in await latest_raw(tx, shop_id, SAMPLE_KINDS, BODIES):
        if len(samples) < SAMPLES:
            samples += await _samples(tx, ref, reading)
    return samples[:SAMPLES]


async def publish(
    tx: Tx,
    actor: Actor,
    shop_id: int,
    kind: MappingKind,
    spec: Mapping[str, Any],
    now: datetime,
) -> Published:
    """Put the draft in force as the next version; rows read from now on are read by it."""
    shop = await lock_seen(tx, actor, shop_id)
    draft(await reading_of(tx, shop), kind, spec)
    published = await mappings.insert(tx, shop_id, kind, spec, by=actor.reference, now=now)
    await _tell(tx, actor, "mappings.publish", shop, published)
    return published


async def restore(
    tx: Tx, actor: Actor, shop_id: int, kind: MappingKind, version: int, now: datetime
) -> Published:
    """Put an older version in force again, as the next version. NotFound."""
    shop = await lock_seen(tx, actor, shop_id)
    older = await mappings.get(tx, shop_id, kind, version)
    published = await mappings.insert(
        tx, shop_id, kind, older.spec, by=actor.reference, now=now, restored_from=version
    )
    await _tell(tx, actor, "mappings.restore", shop, published)
    return published


async def versions(tx: Tx, actor: Actor, shop_id: int, kind: MappingKind) -> list[Published]:
    """Every published version, newest first. NotFound for a shop out of scope."""
    await get_seen(tx, actor, shop_id)
    return await mappings.versions(tx, shop_id, kind)


async def _samples(tx: Tx, ref: int, reading: Reading) -> list[Sample]:
    try:
        rows = reading.rows(await open_raw(tx, ref))
    except (InvalidInput, RawGone):
        return []
    samples: list[Sample] = []
    for row in rows[:SAMPLES]:
        found = reading.attributes(row)
        problems = dict(found.problems)
        if row.problem is not None:
            problems[str(getattr(row.problem, "field", "")) or "order"] = row.problem.detail
        sample = Sample(
            external_no=row.external_no,
            values=found.values,
            problems=problems,
            readable=row.order is not None,
        )
        samples.append(sample)
    return samples


async def _tell(tx: Tx, actor: Actor, action: str, shop: Shop, published: Published) -> None:
    detail = {"kind": published.kind, "version": published.version}
    await record(tx, actor, action, f"shop:{shop.id}", shop_id=shop.id, detail=detail)
