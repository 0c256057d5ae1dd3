"""Goods (商品资料): SKUs and bundles of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.stock.service.mapping import reserve_mapped
from orderhub.stock.service.returns import recognise
from orderhub.stock.store import balances, listings, skus


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSku:
    """A SKU as it comes in; `parts` (SKU code → units) make it a bundle."""

    code: str
    title: str
    spec: str = ""
    barcode: str = ""
    safety: int = 0
    parts: Mapping[str, int] = field(default_factory=dict[str, int])


async def add_skus(tx: Tx, new: Sequence[NewSku], now: datetime) -> dict[str, int]:
    """Add SKUs, or change those whose code is known; returns ids by code.

    Parts must be known already or stand in `new`. Listings with such a merchant code are mapped by
    themselves where their shop allows it, and orders that waited for that reserve now. Goods that
    came back before their code was known are booked.
    """
    if not new:
        return {}
    rows = [
        (s.code, s.title, s.spec, s.barcode, bool(s.parts), s.safety)
        for s in sorted(new, key=lambda s: s.code)
    ]
    ids = await skus.put_many(tx, rows, now)
    named = {code for s in new for code in s.parts}
    known = ids | await skus.ids_of(tx, named - ids.keys())
    simple = {ids[s.code] for s in new if not s.parts}
    await balances.open_balances(tx, sorted(simple))
    parts = [(item, item, 1) for item in simple]
    for sku in new:
        parts += [(ids[sku.code], known[code], n) for code, n in sku.parts.items()]
    await skus.set_parts(tx, sorted(ids.values()), sorted(parts))
    await reserve_mapped(tx, await listings.map_by_code(tx, sorted(ids.values())), now)
    await recognise(tx, {s.code: ids[s.code] for s in new if not s.parts}, now)
    return ids
