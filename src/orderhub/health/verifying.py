"""Verifying a change that was carried out: one cheap call to each connection concerned."""

from dataclasses import dataclass

from orderhub.channels.facade import Shop, ShopState, get_shops
from orderhub.health.decide.changes import unasked
from orderhub.health.model.change import ChangeState, Checked
from orderhub.health.probing import Heart, probe_of, probe_shop
from orderhub.health.service.changes import conclude
from orderhub.health.store import changes
from orderhub.infra.telemetry import log
from orderhub.infra.timers import Timer
from orderhub.kernel.errors import HubError

ASKED = frozenset({ShopState.ACTIVE, ShopState.BLOCKED})


@dataclass(frozen=True, slots=True)
class Verifier:
    """What a verification needs of the world."""

    heart: Heart

    async def verify(self, timer: Timer) -> None:
        """Verify the change that the timer names, and write what was found to it."""
        change_id = int(timer.key)
        async with self.heart.db.transaction() as tx:
            change = await changes.lock(tx, change_id)
            shops = await get_shops(tx, change.concerned)
        if change.state is not ChangeState.DONE:
            return
        found = [await self._check(shop) for shop in shops]
        async with self.heart.db.transaction() as tx:
            ended = await conclude(tx, change_id, found, self.heart.now())
        if ended is not None:
            log.info("health.change_verified", change=change_id, state=ended.state)

    async def _check(self, shop: Shop) -> Checked:
        probe = probe_of(shop)
        if probe is None or shop.state not in ASKED:
            return unasked(int(shop.id))
        try:
            error = await probe_shop(self.heart, shop, probe)
        except HubError as found:
            return Checked(shop_id=int(shop.id), ok=False, code=found.code)
        if error is None:
            return Checked(shop_id=int(shop.id), ok=True)
        return Checked(shop_id=int(shop.id), ok=False, code=error.code)
