"""Revealing an order's people: the vault counts, audits and opens."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from orderhub.access.facade import Actor
from orderhub.infra.db import Tx
from orderhub.vault import facade as vault
from orderhub.vault.facade import Held, Revealed, RevealRequest


async def reveal(
    tx: Tx, actor: Actor, row: Mapping[str, Any], fields: Sequence[str], reason: str, now: datetime
) -> Revealed:
    """Open `fields` of the order of `row`; the caller checked the permission and the scope."""
    held = {
        name: Held(ref=entry["ref"], strength=entry["strength"])
        for name, entry in row["people"].items()
        if entry.get("ref") is not None
    }
    request = RevealRequest(
        order=row["number"], shop_id=row["shop_id"], held=held, fields=fields, reason=reason
    )
    return await vault.reveal(tx, actor, request, now)
