"""Goods (商品资料): SKUs and bundles of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.kernel.errors import Conflict, InvalidInput
from orderhub.kernel.types import Refusal
from orderhub.stock.service.mapping import reserve_mapped
from orderhub.stock.service.returns import recognise
from orderhub.stock.statements import Row
from orderhub.stock.store import balances, listings, publications, skus


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSku:
    """A SKU as it comes in; `parts` (code of a simple SKU → units) make it a bundle."""

    code: str
    title: str
    spec: str = ""
    barcode: str = ""
    safety: int = 0
    parts: Mapping[str, int] = field(default_factory=dict[str, int])


async def add_skus(tx: Tx, new: Sequence[NewSku], now: datetime) -> dict[str, int]:
    """Add SKUs, or change those whose code is known; returns ids by code.

    Parts are simple SKUs that are known already or stand in `new`: InvalidInput. Goods that are
    counted become no bundle: Conflict; a bundle stays one, with its parts where none are named.
    Listings with such a merchant code are mapped by themselves where their shop allows it, and
    orders that waited for that reserve now. Goods that came back before their code was known are
    booked. What channels are told of these SKUs is worked out anew.
    """
    if not new:
        return {}
    rows = [
        (s.code, s.title, s.spec, s.barcode, bool(s.parts), s.safety)
        for s in sorted(new, key=lambda s: s.code)
    ]
    put = await skus.put_many(tx, rows, now)
    ids = {code: int(one["id"]) for code, one in put.items()}
    named = {code for s in new for code in s.parts}
    known = put | await skus.by_code(tx, named - put.keys())
    _check(new, known)
    simple = {code: ids[code] for code, one in put.items() if not one["bundle"]}
    await balances.open_balances(tx, sorted(simple.values()))
    parts = [(item, item, 1) for item in simple.values()]
    for sku in new:
        parts += [(ids[sku.code], known[code]["id"], n) for code, n in sku.parts.items()]
    await skus.set_parts(tx, sorted({item for item, _, _ in parts}), sorted(parts))
    await publications.look_again(tx, sku_ids=sorted(ids.values()))
    await reserve_mapped(tx, await listings.map_by_code(tx, sorted(ids.values())), now)
    await recognise(tx, simple, now)
    return ids


def _check(new: Sequence[NewSku], known: Mapping[str, Row]) -> None:
    for sku in new:
        if sku.parts and not known[sku.code]["bundle"]:
            detail = f"{sku.code} is a SKU with goods of its own: give the bundle another code."
            raise Conflict(Refusal("not_a_bundle", detail))
        for code in sku.parts:
            if code not in known or known[code]["bundle"]:
                raise InvalidInput(f"there is no simple SKU {code}", where="parts")
