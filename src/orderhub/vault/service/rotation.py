"""Rotation of data keys while serving: new keys at once, old rows sealed anew batch by batch."""

from collections.abc import Callable
from dataclasses import dataclass

from orderhub.infra import clock
from orderhub.infra.db import Database, Tx
from orderhub.vault.model import Rotation
from orderhub.vault.seal import people_aad, raw_aad
from orderhub.vault.service.keys import (
    check_master_key,
    cipher_of,
    load_ciphers,
    wrap_new_key,
)
from orderhub.vault.store import keys as key_store
from orderhub.vault.store import rotations
from orderhub.vault.store.rotations import SealedRow, Shelf

BATCH = 500
Progress = Callable[[int, int], None]

AADS: dict[Shelf, Callable[[int], bytes]] = {"people_records": people_aad, "raw_payloads": raw_aad}


@dataclass(slots=True)
class _Count:
    """How far one call has come."""

    done: int
    total: int


async def rotate(db: Database, progress: Progress | None = None) -> int:
    """Seal everything anew under new data keys; returns how many rows this call sealed.

    Killed and called again it goes on where it was; `progress(done, total)` after each batch.
    Readers and writers go on meanwhile: replaced keys still open what they sealed. Index keys stay,
    since changing them means computing every blind index anew.
    """
    async with db.transaction() as tx:
        await check_master_key(tx)
        rotation = await _begin(tx)
    count = _Count(0, 0)
    while left := await _count_left(db):
        count.total = count.done + left
        for shelf in AADS:
            await _reseal_shelf(db, rotation, shelf, count, progress)
    async with db.transaction() as tx:
        await rotations.finish(tx, rotation.id, clock.now())
    return count.done


async def _begin(tx: Tx) -> Rotation:
    """Go on with the unfinished rotation, or replace every active key by a new one."""
    await rotations.lock(tx)
    unfinished = await rotations.load_unfinished(tx)
    if unfinished is not None:
        return unfinished
    places = await rotations.retire_active(tx)
    await key_store.add_keys(tx, {place: wrap_new_key() for place in places}, clock.now())
    return await rotations.begin(tx, clock.now())


async def _count_left(db: Database) -> int:
    async with db.transaction() as tx:
        return sum([await rotations.count_old(tx, shelf) for shelf in AADS])


async def _reseal_shelf(
    db: Database, rotation: Rotation, shelf: Shelf, count: _Count, progress: Progress | None
) -> None:
    after = 0
    while True:
        async with db.transaction() as tx:
            rows = await rotations.lock_old(tx, shelf, after, BATCH)
            if not rows:
                return
            await _reseal(tx, shelf, rows)
            await rotations.note(tx, rotation.id, len(rows))
        after = rows[-1].id
        count.done += len(rows)
        if progress is not None:
            progress(count.done, max(count.total, count.done))


async def _reseal(tx: Tx, shelf: Shelf, rows: list[SealedRow]) -> None:
    key_ids = {row.key_id for row in rows}
    old = await load_ciphers(tx, key_ids)
    new = {k: cipher_of(key) for k, key in (await rotations.load_successors(tx, key_ids)).items()}
    fresh: list[SealedRow] = []
    for row in rows:
        aad, successor = AADS[shelf](row.id), new[row.key_id]
        sealed = successor.seal(old[row.key_id].open(row.sealed, aad), aad)
        fresh.append(SealedRow(row.id, successor.key_id, sealed))
    await rotations.save(tx, shelf, fresh)
