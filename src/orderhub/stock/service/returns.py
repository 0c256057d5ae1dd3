"""Returned goods (退货入库): good units are booked, each message once; poor ones are noted."""

from collections import defaultdict
from datetime import datetime

from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.stock.model import CameBack
from orderhub.stock.service.receive import Counted, count
from orderhub.stock.store import returns, skus
from orderhub.stock.store.balances import Note

GOOD = ""


async def take_returned(tx: Tx, said: CameBack, now: datetime) -> list[str]:
    """Book what may be sold again as counted in: what was shipped stays shipped, so that the book
    adds up. Orders that lack such goods are served. Returns codes that are no SKU with a balance;
    nothing of them is booked."""
    codes = {*said.good, *(code for code, _ in said.poor)}
    known = await skus.by_code(tx, codes)
    ids = {code: one["id"] for code, one in known.items() if not one["bundle"]}
    units = {(ids[code], GOOD): n for code, n in said.good.items() if code in ids}
    units |= {(ids[code], kind): n for (code, kind), n in said.poor.items() if code in ids}
    new = await returns.add(tx, said, units, now)
    good = [
        Counted(sku, said.warehouse, n, absolute=False)
        for (sku, kind), n in new.items()
        if kind == GOOD
    ]
    if good:
        await count(tx, good, Note("return", now, said.return_no))
    poor: dict[int, list[str]] = defaultdict(list)
    for (sku, kind), n in sorted(new.items()):
        if kind != GOOD:
            poor[sku].append(f"{kind} ×{n}")
    reasons = {sku: f"{said.return_no}: {', '.join(told)}" for sku, told in poor.items()}
    await returns.note_poor(tx, said.warehouse, reasons, now)
    live.announce(tx, "stock")
    return sorted(codes - ids.keys())
