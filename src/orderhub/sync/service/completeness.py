"""What people ask about completeness: the hours of a day, and checking them once more."""

from datetime import date, datetime

from orderhub.access.facade import Actor, record
from orderhub.channels.facade import get_seen
from orderhub.infra.db import Tx
from orderhub.sync.completeness import span_of
from orderhub.sync.model import Check
from orderhub.sync.store import checks


async def checks_of(tx: Tx, actor: Actor, shop_id: int, day: date) -> list[Check]:
    """Checks of both rounds, oldest hour first; NotFound also when the shop is out of scope."""
    await get_seen(tx, actor, shop_id)
    return await checks.between(tx, [shop_id], *span_of(day))


async def check_again(tx: Tx, actor: Actor, shop_id: int, day: date, now: datetime) -> int:
    """Let the closed hours of a day be checked once more, at once; returns how many."""
    await get_seen(tx, actor, shop_id)
    asked = await checks.again(tx, shop_id, span_of(day), now)
    detail = {"day": day.isoformat(), "checks": len(asked)}
    await record(tx, actor, "completeness.check", f"shop:{shop_id}", shop_id=shop_id, detail=detail)
    return len(asked)
