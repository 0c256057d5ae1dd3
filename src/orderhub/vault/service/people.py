"""Sealing people by the batch, and removing them."""

from collections.abc import Iterable, Sequence

from orderhub.access.facade import Actor, record
from orderhub.infra import clock
from orderhub.infra.db import Tx
from orderhub.vault.ring import Ring
from orderhub.vault.seal import Record, seal_rows
from orderhub.vault.store import keys
from orderhub.vault.store import records as store


async def seal_many(tx: Tx, ring: Ring, records: Sequence[Record]) -> list[int]:
    """Seal each (order id, order month, fields) under its month's key; refs in the same order.

    Two statements for any number of records: a block of ids, one COPY.
    """
    if not records:
        return []
    refs = await store.take_people_refs(tx, len(records))
    await store.copy_people(tx, seal_rows(ring, records, refs))
    return refs


async def erase(tx: Tx, actor: Actor, order_ids: Iterable[int], request_no: str) -> int:
    """Remove the people of these orders at once, on a person's request; returns the records."""
    orders = sorted(set(order_ids))
    erased = await store.erase_people(tx, orders)
    detail = {"orders": len(orders), "records": erased}
    await record(tx, actor, "vault.erase", f"request:{request_no}", detail=detail)
    return erased


async def destroy_month(tx: Tx, actor: Actor, region: str, month: str) -> int:
    """Destroy (销毁) the people keys of an order month: what they sealed opens no more."""
    destroyed = await keys.destroy_keys(tx, region, month, clock.now())
    await record(tx, actor, "vault.destroy", f"month:{region}/{month}", detail={"keys": destroyed})
    return destroyed
