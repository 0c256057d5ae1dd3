"""Sealing the audit log behind its writers, and proving that nobody touched it."""

from orderhub.access.decide.chain import extend, first_break
from orderhub.access.model.audit import GENESIS, Break, Verification
from orderhub.access.store import audit
from orderhub.infra.db import Database, Tx
from orderhub.infra.telemetry import log

BATCH = 1000


async def seal(db: Database) -> int:
    """Chain every entry that waits, oldest first; returns how many. One sealer works at a time."""
    sealed = 0
    while True:
        async with db.transaction() as tx:
            count = await _seal_batch(tx)
        sealed += count
        if count < BATCH:
            return sealed


async def _seal_batch(tx: Tx) -> int:
    if not await audit.lock_sealer(tx):
        return 0
    entries = await audit.load_unsealed(tx, BATCH)
    if not entries:
        return 0
    seq, previous = await audit.load_head(tx)
    links = extend(previous, seq, entries)
    await audit.save_links(tx, links)
    # The log line is a copy of the head outside the database: whoever rewrites the chain misses it.
    log.info("access.audit_sealed", seq=links[-1][1], head=links[-1][2].hex())
    return len(links)


async def verify(tx: Tx) -> Verification:
    """Walk the chain from its beginning; names the first broken link and the unsealed tail."""
    end, head = await audit.load_head(tx)
    seq, previous = 0, GENESIS
    broken: Break | None = None
    async for page in audit.sealed_pages(tx, end):
        broken = first_break(previous, seq, page)
        if broken:
            break
        seq, previous = seq + len(page), page[-1].hash or GENESIS
    if broken is None and (seq, previous) != (end, head):
        broken = Break(seq + 1, None, "the end of the chain is cut off")
    unsealed, since = await audit.unsealed_tail(tx)
    return Verification(
        sealed=end, unsealed=unsealed, oldest_unsealed_at=since, head=head.hex(), broken=broken
    )
