"""A hub beside the sandbox whose parcels are taken in and told as a worker does it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from orderhub.channels.facade import Shop, session_for
from orderhub.fulfilment.facade import TELL, Teller
from orderhub.fulfilment.model.parcels import Scan, Source
from orderhub.fulfilment.service.scans import Taken, take_scans
from orderhub.infra.db import Database
from orderhub.infra.timers import Timer
from orderhub.sync.facade import ask_again
from tests.support.orders import PLACED
from tests.support.sync import Control, Hub, hub_on
from tests.support.yard import Yard, yard_on

PLANNED = "SELECT key FROM timers WHERE kind = :k ORDER BY key"


@dataclass
class Dock:
    """What the worker does about parcels; `times` runs every telling so often."""

    hub: Hub
    teller: Teller
    scanned: int = field(default=0)

    async def scan(self, order_ref: str, waybill_no: str = "SF1000000001", **over: Any) -> Taken:
        """A person scans a parcel out."""
        self.scanned += 1
        values: dict[str, Any] = {
            "source": Source.PAGE,
            "sender": "user:7",
            "key": f"s{self.scanned}",
            "order_ref": order_ref,
            "carrier": "SF",
            "waybill_no": waybill_no,
            "occurred_at": self.hub.now(),
        }
        scan = Scan(**{**values, **over})
        async with self.hub.db.transaction() as tx:
            return (await take_scans(tx, [scan], self.hub.now()))[0]

    async def tell(self) -> None:
        """Run every telling that is planned, due or not."""
        for row in await self.hub.rows(PLANNED, k=TELL):
            timer = Timer(kind=TELL, key=row.key, due_at=self.hub.now(), payload={})
            await self.teller.tell(timer)

    async def task(self, number: str) -> Any:
        (row,) = await self.hub.rows(
            "SELECT * FROM fulfilment_tasks WHERE kind = 'ship_back' AND external_no = :n", n=number
        )
        return row

    async def order(self, external_no: str) -> Any:
        (row,) = await self.hub.rows("SELECT * FROM orders WHERE external_no = :n", n=external_no)
        return row

    async def parcels(self, control: Control, external_no: str) -> list[dict[str, Any]]:
        """What the platform knows of the order's parcels."""
        url = f"{self.hub.sandbox['control_url']}/{control.channel}/0/parcels"
        answer = await self.hub.client.get(url)
        return [p for p in answer.json()["parcels"] if p["external_no"] == external_no]

    async def pulled(self, channel: str, **order: Any) -> tuple[Shop, Control, str]:
        """A connected shop and one of its orders that may be shipped, pulled in."""
        shop, control = await self.hub.connect(channel)
        placed = await control.place(1, **{"status": "to_ship", "lines": [1, 1], **order})
        await self.hub.turn(shop, pages=200)
        return shop, control, placed[0]["external_no"]


@pytest.fixture
async def dock(db: Database, sandbox: dict[str, Any]) -> AsyncIterator[Dock]:
    async with hub_on(db, sandbox) as hub:
        teller = Teller(
            db=db,
            open_session=partial(session_for, hub.outside),
            now=hub.now,
            reread=ask_again,
        )
        yield Dock(hub, teller)


@pytest.fixture
async def yard(db: Database, sandbox: dict[str, Any], tmp_path: Path) -> AsyncIterator[Yard]:
    async with yard_on(db, sandbox, tmp_path) as made:
        yield made


def make_scan(**over: Any) -> Scan:
    """A person scans the whole of order E1 out."""
    scan = Scan(
        source=Source.PAGE,
        sender="user:7",
        key="s1",
        order_ref="E1",
        carrier="SF",
        waybill_no="SF10001",
        occurred_at=PLACED + timedelta(days=1),
    )
    return replace(scan, **over)
