"""An ERP with field names of its own, asked by schedule over real HTTP: three outcomes, no gap."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from orderhub.access.facade import system
from orderhub.connector_kit.session import open_client
from orderhub.connector_kit.transport import Client
from orderhub.infra import clock
from orderhub.infra.db import Database
from orderhub.notify.facade import Poster
from orderhub.sources.facade import Puller, polling, try_again
from orderhub.sources.model.sources import PullPlan, SinceStyle
from orderhub.sources.service.pulls import PullWish, set_pull
from tests.slice.sources.conftest import Wms, make_source
from tests.support.app import the_app
from tests.support.canary import assert_no_canary
from tests.support.orders import make_order, take_in
from tests.support.stock import HOUSE, stock_up

OUTBOUND: dict[str, Any] = {
    "targets": {
        "rows": "data.docs",
        "key": "docNo",
        "order": "soNo",
        "event": "state",
        "carrier": "express.company",
        "waybill_no": "express.no",
        "at": "opTime",
        "lines": "goods",
        "lines.sku": "itemCode",
        "lines.quantity": "qty",
    },
    "words": {"event": {"CK": "shipped"}, "carrier": {"顺丰速运": "SF"}},
}
INVENTORY = {
    "targets": {
        "rows": "data",
        "sku": "itemCode",
        "quantity": "usableQty",
        "warehouse": "whCode",
        "at": "snapTime",
    }
}
PLAN = PullPlan(
    every_s=60,
    since_param="modified_from",
    since_style=SinceStyle.LOCAL,
    cursor_param="after",
    cursor_path="data.next",
)


@dataclass
class Erp:
    """The sandbox's ERP, and a hub that asks it by a clock moved by hand."""

    wms: Wms
    sandbox: dict[str, Any] = field(repr=False)
    http: Client = field(repr=False)
    at: datetime
    within_s: float = 60

    def now(self) -> datetime:
        return self.at

    @property
    def puller(self) -> Puller:
        poster = replace(polling(Poster(self.http, private=True)), within_s=self.within_s)
        return Puller(self.wms.db, the_app().state.master_key, poster, self.now)

    async def plan(self, path: str = "outbound", plan: PullPlan = PLAN, **over: Any) -> None:
        erp = self.sandbox["erp"]
        said = {"header": erp["header"], "credential": erp["token"], **over}
        wish = PullWish(plan=plan, url=f"{erp['base_url']}/{path}", private=True, **said)
        master = the_app().state.master_key
        async with self.wms.db.transaction() as tx:
            await set_pull(tx, master, system("test"), self.wms.id, wish, self.at)

    async def control(self, what: str, body: Any, verb: str = "POST") -> None:
        url = f"{self.sandbox['control_url']}/erp/{what}"
        (await self.http.request(verb, url, json=body)).raise_for_status()

    async def asked(self) -> list[str]:
        answer = await self.http.get(f"{self.sandbox['control_url']}/erp")
        return answer.json()["asked"]

    async def turn(self, after: timedelta = timedelta(minutes=2)) -> dict[str, Any]:
        """What is due after so long; the source as it fares then."""
        self.at += after
        await self.puller.round()
        return (await self.wms.client.get(self.wms.url)).json()

    async def receipts(self) -> list[tuple[str, str]]:
        """Outcome and code of every call, oldest first."""
        found = (await self.wms.client.get(f"{self.wms.url}/receipts")).json()["items"]
        return [(one["outcome"], one["code"]) for one in reversed(found)]


@pytest.fixture
async def erp(wms: Wms, sandbox: dict[str, Any]) -> AsyncIterator[Erp]:
    async with open_client(4) as http:
        yield Erp(wms, sandbox, http, clock.now())


def parcel(n: int, **over: Any) -> dict[str, Any]:
    return {"order": f"E{n}", "waybill_no": f"SF1000{n}", "items": {"SKU-1": 2}, **over}


async def test_everything_the_erp_has_is_read_page_by_page_and_once(erp: Erp) -> None:
    async with erp.wms.db.transaction() as tx:
        numbers = await take_in(tx, *(make_order(n) for n in range(1, 61)))
    await erp.wms.publish(OUTBOUND)
    await erp.plan()
    await erp.control("outbound", {"docs": [parcel(n) for n in range(1, 61)]})
    fared = await erp.turn(timedelta())
    assert (fared["day_taken"], fared["set_aside"]) == (60, 0)
    assert await erp.wms.stage(numbers[59]) == "shipped"
    await erp.control("outbound", {"docs": [parcel(1, state="HT"), parcel(61)]})
    fared = await erp.turn()
    assert fared["day_taken"] == 60
    assert fared["pull"]["cursor"] == "62"
    assert [one["reason"] for one in await erp.wms.aside()] == ["unknown_word"]
    asked = await erp.asked()
    assert [one.rpartition("after=")[2] for one in asked[1:]] == ["50", "60", "60", "62"]
    assert all(one.startswith("outbound?modified_from=20") for one in asked)
    await assert_no_canary(erp.wms.db, ["赵小满", "13900001111", erp.sandbox["erp"]["token"]])


async def test_a_call_ends_ok_failed_or_unknown_and_what_was_missed_comes_after(erp: Erp) -> None:
    async with erp.wms.db.transaction() as tx:
        (number,) = await take_in(tx, make_order(1))
    await erp.wms.publish(OUTBOUND)
    await erp.plan(credential="wrong")
    await erp.control("outbound", {"docs": [parcel(1)]})
    await erp.turn(timedelta())
    await erp.plan()
    await erp.control("manners", {"down": True})
    assert (await erp.turn(timedelta()))["last_outcome"] == "unknown"
    await erp.control("manners", {"down": False, "hang_s": 20})
    erp.within_s = 0.3
    fared = await erp.turn()
    assert fared["pull"]["failures"] == 2
    assert await erp.receipts() == [
        ("failed", "http:401"),
        ("unknown", "http:503"),
        ("unknown", "net:timeout"),
    ]
    assert await erp.wms.stage(number) == "awaiting_review"
    await erp.control("manners", {"hang_s": 0})
    erp.within_s = 60
    assert (await erp.turn(timedelta(minutes=1)))["pull"]["failures"] == 2  # Not due yet.
    fared = await erp.turn(timedelta(minutes=5))
    assert (fared["pull"]["failures"], fared["last_outcome"]) == (0, "ok")
    assert await erp.wms.stage(number) == "shipped"


async def test_no_address_inside_is_asked_and_no_secret_goes_to_another_address(erp: Erp) -> None:
    inside = erp.sandbox["erp"]["base_url"]
    refused = await erp.wms.client.put(
        f"{erp.wms.url}/pull", json={"url": f"{inside}/outbound", "every_s": 60}
    )
    assert refused.status_code == 422
    named = {"url": "https://localhost/erp", "every_s": 60, "header": "X-T", "credential": "s3"}
    assert (await erp.wms.client.put(f"{erp.wms.url}/pull", json=named)).status_code == 200
    asked = (await erp.wms.client.post(f"{erp.wms.url}/pull/now")).json()
    assert (asked["outcome"], asked["code"]) == ("failed", "address_not_public")
    await erp.plan("inventory", credential="")
    assert (await erp.turn(timedelta()))["last_code"] == "http:401"
    gone = await erp.wms.client.delete(f"{erp.wms.url}/pull")
    assert gone.json()["pull"] is None
    async with erp.wms.db.transaction() as tx:
        due = await tx.execute(text("SELECT count(pull_due_at) FROM sources"))
        assert due.scalar_one() == 0


async def test_counts_of_stock_stand_beside_the_book_and_an_older_one_changes_nothing(
    app_client: httpx.AsyncClient, db: Database, sandbox: dict[str, Any]
) -> None:
    async with db.transaction() as tx:
        await stock_up(tx, {"SKU-1": 10, "SKU-2": 5})
    wms = await make_source(db, app_client, "stock_counts")
    async with open_client(4) as http:
        erp = Erp(wms, sandbox, http, clock.now())
        await wms.publish(INVENTORY)
        await erp.plan("inventory", PullPlan(every_s=60))
        await erp.control("stock", {"SKU-1": 7, "SKU-2": 5, "SKU-9": 1}, "PUT")
        fared = await erp.turn()
        assert (fared["day_taken"], fared["set_aside"]) == (2, 1)
    assert [one["label"] for one in await wms.aside()] == ["SKU-9"]
    old = {"data": [{"itemCode": "SKU-1", "usableQty": 1, "whCode": HOUSE,
                     "snapTime": "2026-01-05 00:00:00"}]}  # fmt: skip
    answer = await wms.client.post(f"/ingest/v1/sources/{wms.id}", json=old, headers=wms.key)
    assert [row["result"] for row in answer.json()["results"]] == ["taken"]
    reports = (await wms.client.get("/api/v1/stock/reports?agreeing=true")).json()["items"]
    assert {(r["code"], r["warehouse"], r["reported"]) for r in reports} == {
        ("SKU-1", HOUSE, 7),
        ("SKU-2", HOUSE, 5),
    }
    async with db.transaction() as tx:
        await stock_up(tx, {"SKU-9": 1})
    later = clock.now() + timedelta(minutes=5)
    await try_again(db, lambda: later)
    assert await wms.aside() == []
