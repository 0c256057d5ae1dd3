"""Notes of our people about orders: sealed like the channels' own, a note may name anybody."""

import re
from collections.abc import Sequence
from typing import Any

from orderhub.infra.db import Tx
from orderhub.orders.service.desk import Desk
from orderhub.vault.facade import load_ring, seal_many

FIELD = "note"
REGION = "cn"
MONTH = "%Y-%m"
# Anything a phone, identity or card number could be, also when written in groups.
_DIGITS = re.compile(r"\d(?:[ -]?\d){5,}", re.ASCII)


async def seal_note(tx: Tx, orders: Sequence[Desk], text: str) -> dict[int, dict[str, Any]]:
    """Seal the text once for each order, under its month's key; what to state, by order id."""
    months = {one.placed_at.strftime(MONTH) for one in orders}
    ring = await load_ring(tx, REGION, months)
    records = [(one.order.id, one.placed_at.strftime(MONTH), {FIELD: text}) for one in orders]
    refs = await seal_many(tx, ring, records)
    return {one.order.id: {"ref": ref} for one, ref in zip(orders, refs, strict=True)}


def shown(text: str) -> str:
    """A note as screens show it: long runs of digits masked but for their last two."""
    return _DIGITS.sub(lambda run: "*" * (len(run[0]) - 2) + run[0][-2:], text)
