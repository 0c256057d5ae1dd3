"""After all journeys: nothing personal lies in clear anywhere in the running system."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from orderhub.infra.db import Database
from tests.journeys.canaries import ADDRESS, CANARIES, NAME, NOTE, PHONE
from tests.support.canary import assert_no_canary, spellings
from tests.support.hub import RunningHub


@pytest.fixture
async def running_database(hub: RunningHub) -> AsyncIterator[Database]:
    """The embedded database of the running hub."""
    database = Database(hub.database.url(), pool_size=2)
    yield database
    await database.close()


async def test_no_table_queue_or_outbox_holds_a_canary(running_database: Database) -> None:
    await assert_no_canary(running_database, CANARIES)


async def test_no_log_metric_or_error_repeats_a_canary(hub: RunningHub) -> None:
    spoken = written_files(Path(hub.told["home"]))
    with hub.client() as client:
        spoken["metrics"] = client.get("/metrics").content
        for name, answer in wrong_requests(client).items():
            assert answer.status_code >= httpx.codes.BAD_REQUEST, name
            spoken[name] = answer.content
    forms = set[bytes]().union(*(spellings(canary) for canary in CANARIES))
    loud = {place for place, text in spoken.items() if any(form in text for form in forms)}
    assert not loud


def written_files(home: Path) -> dict[str, bytes]:
    """What the hub's programs wrote in their home, the database's own files aside."""
    return {
        str(path): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and path.suffix in {".log", ".json", ".txt", ".csv"}
    }


def wrong_requests(client: httpx.Client) -> dict[str, httpx.Response]:
    """Requests a person may get wrong while holding somebody's data."""
    return {
        "reveal": client.post(f"/api/v1/orders/{PHONE}/reveal", json={"name": NAME}),
        "search": client.get("/api/v1/orders", params={"last4": PHONE, "sort": ADDRESS}),
        "note": client.post("/api/v1/orders/batch", json={"action": "note", "text": NOTE}),
        "push": client.post("/ingest/v1/website/3/orders", json={"orders": [{"recipient": NAME}]}),
    }
