"""Returned goods (退货入库): good units are booked, each message once; poor ones are noted; those
of an unknown SKU are kept until somebody says what they are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from orderhub.access.facade import Actor, record
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import Refusal
from orderhub.stock.model import CameBack
from orderhub.stock.queries import goods
from orderhub.stock.service.receive import Counted, count
from orderhub.stock.statements import Row
from orderhub.stock.store import returns, skus
from orderhub.stock.store.balances import Note

GOOD = ""


async def take_returned(tx: Tx, said: CameBack, now: datetime) -> list[str]:
    """Book what may be sold again as counted in: what was shipped stays shipped, so that the book
    adds up. Orders that lack such goods are served. Returns codes that are no SKU with a balance;
    they are kept and not booked."""
    codes = {*said.good, *(code for code, _ in said.poor)}
    known = await skus.by_code(tx, codes)
    ids = {code: int(one["id"]) for code, one in known.items() if not one["bundle"]}
    new = await returns.add(tx, said, ids, now)
    await _book(tx, [row for row in new if row["sku_id"] is not None], now)
    live.announce(tx, "stock")
    return sorted(codes - ids.keys())


async def recognise(tx: Tx, ids: Mapping[str, int], now: datetime) -> None:
    """Book what came back under these codes before they were SKUs."""
    await _book(tx, await returns.recognise(tx, ids), now)


async def name_sku(tx: Tx, actor: Actor, return_id: int, sku_id: int, now: datetime) -> None:
    """A person says which SKU returned units are: they are booked. NotFound; Conflict where they
    are known already, or the SKU is a bundle."""
    row = await returns.shop_of(tx, return_id)
    if row is None or (actor.shops is not None and row["shop_id"] not in actor.shops):
        raise NotFound("There are no such returned goods.")
    sku = await goods.one(tx, sku_id)
    if sku is None:
        raise NotFound("There is no such SKU.")
    if sku["bundle"]:
        raise Conflict(Refusal("bundle_has_no_stock", "a bundle is counted by its parts"))
    settled = await returns.settle(tx, return_id, sku_id)
    if not settled:
        raise Conflict(Refusal("sku_known", "These goods are of a known SKU already."))
    await _book(tx, settled, now)
    detail = {"sku_id": sku_id, "code": row["sku_code"]}
    await record(tx, actor, "stock.return_named", f"return:{return_id}", row["shop_id"], detail)
    live.announce(tx, "stock", sku_id=sku_id)


async def _book(tx: Tx, rows: Sequence[Row], now: datetime) -> None:
    good: dict[str, list[Counted]] = defaultdict(list)
    poor: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: (one["return_no"], one["sku_id"])):
        sku, house, kind, units = (
            row[name] for name in ("sku_id", "warehouse", "inventory_type", "units")
        )
        if kind == GOOD:
            good[row["return_no"]].append(Counted(sku, house, units, absolute=False))
        else:
            poor[sku, house].append(f"{row['return_no']}: {kind} ×{units}")
    for return_no, counted in good.items():
        await count(tx, counted, Note("return", now, return_no))
    await returns.note_poor(tx, {place: ", ".join(told) for place, told in poor.items()}, now)
