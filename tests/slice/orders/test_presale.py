"""A presale is kept back, shown with its date, counted, and let go by its timer or a person."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from orderhub.infra.db import Database
from orderhub.infra.timers import Timer
from orderhub.orders.service import absorb, refold
from orderhub.orders.service.presale import DUE
from orderhub.orders.service.presale_due import release
from tests.support.orders import add_shops, make_order, take_in

API = "/api/v1"
OPENS = datetime(2090, 1, 1, tzinfo=UTC)  # the app reads the real clock


async def timers(db: Database) -> list[Timer]:
    async with db.transaction() as tx:
        rows = await tx.execute(text("SELECT * FROM timers WHERE kind = :k"), {"k": DUE})
        return [Timer(kind=DUE, key=row.key, due_at=row.due_at, payload={}) for row in rows]


async def test_a_presale_waits_for_its_date_with_its_timer_and_is_let_go_by_it(
    app_db: Database, app_client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app_db.transaction() as tx:
        await add_shops(tx, "一号店")
        presale = make_order(1, ship_by=None, presale=True, ship_from=OPENS)
        (number, plain) = await take_in(tx, presale, make_order(2))

    async def page(of: str = number) -> dict[str, Any]:
        answer = await app_client.get(f"{API}/orders/{of}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    shown = await page()
    assert (shown["waits_for"], shown["flags"]) == ("date", ["presale_held"])
    assert shown["ship_from"] == "2090-01-01T00:00:00Z"
    assert shown["ship_by"] == "2090-01-03T00:00:00Z"
    assert (await page(plain))["ship_from"] is None
    listed = (await app_client.get(f"{API}/orders", params={"flag": "presale_held"})).json()
    assert [row["ship_from"] for row in listed["items"]] == ["2090-01-01T00:00:00Z"]
    lanes = (await app_client.get(f"{API}/orders/flow")).json()["lanes"]
    assert {one["lane"]: one["n"] for one in lanes}["presale_held"] == 1
    (timer,) = await timers(app_db)
    assert timer.due_at == OPENS
    # Our clock is behind the database's: it waits on.
    await release(timer, app_db, lambda: OPENS - timedelta(seconds=1))
    assert (await page())["waits_for"] == "date"
    for module in (absorb, refold):
        monkeypatch.setattr(module, "clock_now", lambda: OPENS)
    for _ in range(2):
        await release(timer, app_db, lambda: OPENS)
    async with app_db.transaction() as tx:
        row = (await tx.execute(text("SELECT flags, version FROM orders WHERE id = 1"))).one()
        assert (row.flags, row.version) == (0, 2)
        told = await tx.execute(text("SELECT data FROM outbox WHERE topic LIKE '%changed%'"))
        assert [one.data["sources"] for one in told] == [["clock"]]


async def test_a_person_names_a_date_and_lets_it_go_and_both_can_be_undone(
    app_db: Database, app_client: httpx.AsyncClient
) -> None:
    async with app_db.transaction() as tx:
        await add_shops(tx, "一号店")
        (number,) = await take_in(tx, make_order(1, presale=True, balance_due=False, ship_by=None))

    async def act(action: str, **args: Any) -> dict[str, Any]:
        body = {"action": action, "numbers": [number], "args": args}
        answer = await app_client.post(f"{API}/orders/batch", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def shown() -> tuple[str, Any]:
        page = (await app_client.get(f"{API}/orders/{number}")).json()
        reason: dict[str, Any] = page["flag_reasons"].get("presale_held") or {}
        return page["waits_for"], reason.get("reason")

    refused = await app_client.post(
        f"{API}/orders/batch", json={"action": "presale_hold", "numbers": [number]}
    )
    assert refused.status_code == 422
    until = "2090-01-01T08:00:00+08:00"
    held = await act("presale_hold", until=until, reason="等到货")
    assert await shown() == ("by_hand", "等到货")
    again = await act("presale_hold", until=until, reason="等到货")
    assert again["results"][0]["code"] == "unchanged"
    (timer,) = await timers(app_db)
    assert timer.due_at == OPENS
    released = await act("presale_release")
    assert await shown() == ("", None)
    assert (await app_client.post(f"{API}/order-batches/{released['batch_id']}/undo")).is_success
    assert await shown() == ("by_hand", "等到货")
    assert held["undoable_until"]
