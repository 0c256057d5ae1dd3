"""Which peers there are: named anew, and gone with what was counted of them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from orderhub.health.model.peer import Peer, kind_of
from orderhub.health.service.incidents import end_incidents_of
from orderhub.health.store import peers
from orderhub.infra.db import Tx


async def settle_peers(
    tx: Tx, kinds: Collection[str], standing: Sequence[Peer], now: datetime
) -> None:
    """`standing` are all peers of these kinds that there are now."""
    known = {one.peer: one for one in await peers.listed(tx) if kind_of(one.peer) in kinds}
    for one in standing:
        before = known.pop(one.peer, None)
        if before is None or (before.name, set(before.shop_ids)) != (one.name, set(one.shop_ids)):
            await peers.put(tx, one)
    for gone in known:
        await peers.forget(tx, gone)
        await end_incidents_of(tx, gone, now)
