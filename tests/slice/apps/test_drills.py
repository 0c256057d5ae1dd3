"""Drills from the console: for administrators of a demo, one at a time, with a verdict."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from orderhub.apps.drill.desk import Desk
from orderhub.infra.settings import load_settings
from tests.support.access import PASSWORD, make_user
from tests.support.app import ADDRESS, the_app
from tests.unit.apps.test_drill_verdict import GOOD

DRILLS = "/api/v1/drills"
RUNS = f"{DRILLS}/runs"
TO_ITS_END = """
import json, sys
print("chatter")
print(json.dumps({"phase": "calm"}), flush=True)
print(json.dumps({**json.loads(%r), "drill": sys.argv[1]}))
"""
WITHOUT_VERDICT = "import sys; sys.exit('the database does not start')"
FOR_EVER = 'import time; print(\'{"phase": "calm"}\', flush=True); time.sleep(600)'


def desk(script: str) -> Desk:
    """A desk whose drills are this script."""
    return Desk((sys.executable, "-c", script))


def put(keeper: Desk) -> None:
    the_app().state.drill_desk = keeper


@pytest_asyncio.fixture
async def demo(app_client: httpx.AsyncClient, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The administrator of a hub that runs as a demo."""
    state = the_app().state
    url = state.settings.database_url
    state.settings = load_settings(home=tmp_path, database_url=url, drills=True)
    yield app_client
    await state.drill_desk.close()


async def run_when(client: httpx.AsyncClient, **wanted: object) -> dict[str, Any]:
    """The run on the screen, once these of its values are so."""
    async with asyncio.timeout(120):
        while True:
            run = (await client.get(DRILLS)).json()["run"]
            if all(run[name] == value for name, value in wanted.items()):
                return run
            await asyncio.sleep(0.02)


async def test_a_hub_that_is_no_demo_offers_no_drills_and_refuses_to_run_one(
    app_client: httpx.AsyncClient,
) -> None:
    told = (await app_client.get(DRILLS)).json()
    assert told == {"available": False, "drills": [], "run": None}
    refused = await app_client.post(RUNS, json={"name": "token-expiry"})
    assert (refused.status_code, refused.json()["type"]) == (409, "not_a_demo")


async def test_only_an_administrator_sees_and_runs_drills(demo: httpx.AsyncClient) -> None:
    demo.base_url = httpx.URL(f"{ADDRESS}/api/v1")
    await make_user(demo, "olga", roles=["operations", "auditor"])
    transport = httpx.ASGITransport(app=the_app())
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as person:
        signed_in = await person.post(
            "/api/v1/session", json={"username": "olga", "password": PASSWORD}
        )
        person.headers["X-CSRF-Token"] = signed_in.json()["csrf_token"]
        assert (await person.get(DRILLS)).status_code == 403
        assert (await person.post(RUNS, json={"name": "token-expiry"})).status_code == 403


async def test_a_drill_is_followed_to_its_verdict_and_kept_for_whoever_looks_later(
    demo: httpx.AsyncClient,
) -> None:
    lame = {**GOOD.present(), "ok": False, "missed": ["wall_s"], "drill": "token-expiry"}
    put(desk(TO_ITS_END % json.dumps(lame)))
    begun = await demo.post(RUNS, json={"name": "token-expiry"})
    assert begun.status_code == 202, begun.text
    run = await run_when(demo, state="done")
    assert (run["drill"], run["phase"], run["error"]) == ("token-expiry", "calm", "")
    assert run["verdict"]["missed"] == ["wall_s"]
    assert run["verdict"]["figures"]["orders"] == GOOD.orders


async def test_one_drill_at_a_time_and_only_one_that_there_is(demo: httpx.AsyncClient) -> None:
    keeper = desk(FOR_EVER)
    put(keeper)
    assert (await demo.post(RUNS, json={"name": "no such"})).status_code == 404
    assert (await demo.post(RUNS, json={"name": "clock-skew"})).status_code == 202
    await run_when(demo, state="running", phase="calm")
    second = await demo.post(RUNS, json={"name": "token-expiry"})
    assert (second.status_code, second.json()["type"]) == (409, "drill_running")
    await keeper.close()
    stopped = await run_when(demo, drill="clock-skew", state="failed")
    assert stopped["verdict"] is None
    assert stopped["ended_at"]


@pytest.mark.parametrize(
    ("keeper", "words"),
    [
        (desk(WITHOUT_VERDICT), "the database does not start"),
        (Desk(("/no/such/program",)), "No such file or directory: /no/such/program"),
    ],
)
async def test_a_drill_that_ends_without_a_verdict_says_why(
    demo: httpx.AsyncClient, keeper: Desk, words: str
) -> None:
    put(keeper)
    await demo.post(RUNS, json={"name": "clock-skew"})
    run = await run_when(demo, state="failed")
    assert run["error"] == words
