"""Planning checks: each closed hour of each shop that is asked, twice."""

from collections.abc import Iterator
from datetime import datetime

from orderhub.channels.facade import Shop, connector_of, get_shops
from orderhub.infra.db import Tx
from orderhub.sync.completeness import HOUR, due_at_night, due_soon, hours_to_plan
from orderhub.sync.model import Round
from orderhub.sync.store import checks


async def plan_checks(tx: Tx, now: datetime) -> None:
    """Add the checks of hours that have closed since; also for shops that are paused just now."""
    shops = [shop for shop in await get_shops(tx) if _is_asked(shop)]
    planned = await checks.planned_to(tx, [shop.id for shop in shops])
    rows = [row for shop in shops for row in _rows(shop, planned.get(shop.id), now)]
    await checks.plan(tx, rows)


def _is_asked(shop: Shop) -> bool:
    return connector_of(shop.channel).pull_orders is not None


def _rows(shop: Shop, planned_to: datetime | None, now: datetime) -> Iterator[dict[str, object]]:
    settles = connector_of(shop.channel).settles_after
    for start in hours_to_plan(planned_to, shop.created_at, now):
        for kind, due in ((Round.HOURLY, due_soon), (Round.DAILY, due_at_night)):
            yield {
                "shop_id": shop.id,
                "round": kind,
                "window_from": start,
                "window_to": start + HOUR,
                "due_at": due(shop.id, start, settles),
            }
