"""Channels push notices: verified, kept once, answered after the commit, read by the hub itself."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from orderhub.channels.facade import Shop, ShopState
from orderhub.connectors import CONNECTORS
from orderhub.infra import clock
from orderhub.infra.crypto import load_master_key
from orderhub.kernel.errors import ChannelUnavailable, RateLimited
from orderhub.sync.facade import ask_again
from orderhub.sync.store import notices as notice_store
from orderhub.sync.store import reads as read_store
from orderhub.sync.timers import KEEP_NOTICES
from tests.slice.sync.conftest import Far
from tests.support import madeup
from tests.support.app import running_app
from tests.support.madeup import CHANNEL, signature

STORM = 120


class Door:
    """The notices' address of shops of the running app."""

    def __init__(self, far: Far, client: httpx.AsyncClient) -> None:
        self.far = far
        self.client = client

    async def push(
        self,
        shop_id: int,
        *said: dict[str, Any],
        body: bytes | None = None,
        sign: str | None = None,
    ) -> httpx.Response:
        body = orjson.dumps(list(said)) if body is None else body
        given = {"x-signature": signature("secret of app", body) if sign is None else sign}
        url = f"/ingest/v1/{CHANNEL}/{shop_id}/notices"
        answer = await self.client.post(url, content=body, headers=given)
        self.far.begun = clock.now()  # the app goes by the clock of the machine
        return answer


@pytest.fixture
async def door(far: Far, tmp_path: Path) -> AsyncIterator[Door]:
    """The app on the database of `far`, with its own master key; the client is nobody."""
    async with running_app(far.db, tmp_path) as client:
        far.master = load_master_key(tmp_path / "master.key")
        client.cookies.clear()
        yield Door(far, client)


async def test_a_notice_is_kept_before_it_is_answered_and_its_order_is_pulled(door: Door) -> None:
    shop = await door.far.connect()
    door.far.platform.place("A1", door.far.now())
    answer = await door.push(shop.id, {"id": "m1", "order": "A1"})
    assert (answer.status_code, answer.content) == (200, b'{"ok":true}')
    assert len(await door.far.rows("SELECT 1 FROM sync_notices")) == 1
    await door.far.turn(shop, poll=False)
    assert await door.far.stored(shop) == {"A1"}
    assert await door.far.rows("SELECT 1 FROM sync_reads") == []


async def test_a_repeat_and_many_notices_of_one_order_have_one_effect(door: Door) -> None:
    shop = await door.far.connect()
    door.far.platform.place("A1", door.far.now())
    for _ in range(3):
        await door.push(shop.id, {"id": "m1", "order": "A1"}, {"id": "m1", "order": "A1"})
    await door.push(shop.id, {"id": "m2", "order": "A1"}, {"id": "m3", "order": "A1"})
    assert len(await door.far.rows("SELECT 1 FROM sync_notices")) == 3
    await door.far.turn(shop, poll=False)
    assert door.far.platform.asked == ["A1"]
    await door.push(shop.id, {"id": "m2", "order": "A1"})
    await door.far.turn(shop, poll=False)
    assert door.far.platform.asked == ["A1"]


@pytest.mark.parametrize("forged", ["00", ""])
async def test_a_forged_notice_leaves_no_row(door: Door, forged: str) -> None:
    shop = await door.far.connect()
    answer = await door.push(shop.id, {"id": "m1", "order": "A1"}, sign=forged)
    assert (answer.status_code, answer.json()["type"]) == (401, "signature_wrong")
    for table in ("sync_notices", "sync_reads"):
        assert await door.far.rows(f"SELECT 1 FROM {table}") == []


def trust(*_: object) -> str:
    """The planted bug: everybody is believed."""
    return "anybody"


async def test_a_planted_trust_in_forgeries_is_seen_in_the_tables(door: Door) -> None:
    shop = await door.far.connect()
    trusting = replace(madeup.CONNECTOR, verify_push=trust)
    CONNECTORS[CHANNEL] = trusting
    await door.push(shop.id, {"id": "m1", "order": "A1"}, sign="00")
    for table in ("sync_notices", "sync_reads"):
        assert len(await door.far.rows(f"SELECT 1 FROM {table}")) == 1


async def test_a_forged_body_is_refused_before_it_is_read(door: Door) -> None:
    """A body that cannot be read tells nothing about itself to somebody who did not sign it."""
    shop = await door.far.connect()
    answer = await door.push(shop.id, body=b"{", sign="00")
    assert answer.status_code == 401
    answer = await door.push(shop.id, body=b"{")
    assert (answer.status_code, answer.json()["type"]) == (422, "invalid_input")


async def test_shops_that_are_not_there_are_refused_like_a_wrong_signature(door: Door) -> None:
    shop = await door.far.connect()
    answer = await door.push(shop.id + 1, {"id": "m1", "order": "A1"})
    assert answer.status_code == 401
    url = f"/ingest/v1/website/{shop.id}/notices"
    assert (await door.client.post(url, content=b"[]")).status_code == 401


async def test_a_ping_without_notices_is_answered_well(door: Door) -> None:
    shop = await door.far.connect()
    assert (await door.push(shop.id)).status_code == 200
    assert await door.far.rows("SELECT 1 FROM sync_notices") == []


async def test_text_that_cannot_be_stored_harms_no_other_notice(door: Door) -> None:
    shop = await door.far.connect()
    answer = await door.push(
        shop.id, {"id": "m\x00" + "1" * 500, "order": "A\x00"}, {"id": "m2", "order": "A2"}
    )
    assert answer.status_code == 200
    assert len(await door.far.rows("SELECT 1 FROM sync_notices")) == 2


async def test_a_storm_on_one_shop_is_turned_away_and_harms_no_other(door: Door) -> None:
    shop = await door.far.connect()
    other = await door.far.connect("二店")

    async def storm(n: int) -> tuple[str, int]:
        answer = await door.push(shop.id, {"id": f"s{n}", "order": f"S{n}"})
        return f"s{n}", answer.status_code

    storming = [asyncio.create_task(storm(n)) for n in range(STORM)]
    answers = [
        (await door.push(other.id, {"id": f"o{n}", "order": f"O{n}"})).status_code for n in range(5)
    ]
    told = dict(await asyncio.gather(*storming))
    assert answers == [200] * 5
    assert set(told.values()) == {200, 429}
    kept = {
        row.message_no
        for row in await door.far.rows(
            "SELECT message_no FROM sync_notices WHERE shop_id = :id", id=shop.id
        )
    }
    assert kept == {no for no, status in told.items() if status == 200}


async def test_a_revoked_authorisation_stops_the_shop(door: Door) -> None:
    shop = await door.far.connect()
    await door.push(shop.id, {"id": "m1", "revoked": True})
    after = await door.far.shop(shop)
    assert after.state is ShopState.REAUTHORISE
    assert after.trouble is not None
    assert after.trouble.code == "auth_revoked"
    assert (await door.push(shop.id, {"id": "m2", "order": "A1"})).status_code == 200


async def test_an_order_the_channel_does_not_show_yet_is_read_again(door: Door) -> None:
    far = door.far
    shop = await far.connect()
    await door.push(shop.id, {"id": "m1", "order": "A1"})
    await far.turn(shop, poll=False)
    assert await far.stored(shop) == set()
    far.platform.place("A1", far.now())
    far.ahead += timedelta(seconds=6)
    await far.turn(shop, poll=False)
    assert await far.stored(shop) == {"A1"}
    assert await far.rows("SELECT 1 FROM sync_reads") == []


async def test_a_notice_about_nothing_is_given_up_after_a_few_looks(door: Door) -> None:
    far = door.far
    shop = await far.connect()
    await door.push(shop.id, {"id": "m1", "order": "A1"})
    for _ in range(4):
        await far.turn(shop, poll=False)
        far.ahead += timedelta(minutes=3)
    assert far.platform.asked == ["A1"] * 4
    assert await far.rows("SELECT 1 FROM sync_reads") == []


async def test_an_older_state_than_the_notice_told_is_read_again(door: Door) -> None:
    far = door.far
    shop = await far.connect()
    changed = far.now()
    far.platform.place("A1", changed - timedelta(hours=1))
    await door.push(shop.id, {"id": "m1", "order": "A1", "at": changed.isoformat()})
    await far.turn(shop, poll=False)
    assert [row.looks for row in await far.rows("SELECT looks FROM sync_reads")] == [1]
    far.platform.place("A1", changed)
    far.ahead += timedelta(seconds=6)
    await far.turn(shop, poll=False)
    assert await far.rows("SELECT 1 FROM sync_reads") == []


@pytest.mark.parametrize(
    ("trouble", "wait_s"),
    [(ChannelUnavailable("503"), 1), (RateLimited("slow", retry_after_s=40), 40)],
)
async def test_a_pull_that_fails_is_tried_again_as_its_failure_says(
    door: Door, trouble: Any, wait_s: int
) -> None:
    far = door.far
    shop = await far.connect()
    far.platform.place("A1", far.now())
    await door.push(shop.id, {"id": "m1", "order": "A1"})
    far.platform.trouble = trouble
    begin = far.now()
    await far.turn(shop, poll=False)
    [read] = await far.rows("SELECT due_at FROM sync_reads")
    assert read.due_at >= begin + timedelta(seconds=wait_s)
    far.platform.trouble = None
    far.ahead += timedelta(seconds=wait_s + 1)
    await far.turn(shop, poll=False)
    assert await far.stored(shop) == {"A1"}


async def test_a_notice_that_comes_while_its_order_is_read_is_not_lost(door: Door) -> None:
    far = door.far
    shop = await far.connect()
    far.platform.place("A1", far.now())
    await door.push(shop.id, {"id": "m1", "order": "A1"})

    async def another_comes() -> None:
        await door.push(shop.id, {"id": "m2", "order": "A1"})

    far.platform.meanwhile = another_comes
    await far.turn(shop, poll=False)
    await far.turn(shop, poll=False)
    assert far.platform.asked == ["A1", "A1"]


async def test_an_order_told_and_then_noticed_is_read_once(door: Door) -> None:
    far = door.far
    shop = await far.connect()
    far.platform.place("A1", far.now())
    async with far.db.transaction() as tx:
        await ask_again(tx, shop.id, ["A1"], far.now())
    await far.turn(shop, poll=False)
    assert far.platform.asked == []
    await door.push(shop.id, {"id": "m1", "order": "A1"})
    await far.turn(shop, poll=False)
    far.ahead += timedelta(seconds=3)
    await far.turn(shop, poll=False)
    assert far.platform.asked == ["A1"]
    assert await far.rows("SELECT 1 FROM sync_reads") == []


async def test_an_order_told_while_it_is_read_is_read_again(door: Door) -> None:
    far = door.far
    shop = await far.connect()
    far.platform.place("A1", far.now())
    await door.push(shop.id, {"id": "m1", "order": "A1"})

    async def it_is_told() -> None:
        async with far.db.transaction() as tx:
            await ask_again(tx, shop.id, ["A1"], far.now())

    far.platform.meanwhile = it_is_told
    await far.turn(shop, poll=False)
    far.ahead += timedelta(seconds=3)
    await far.turn(shop, poll=False)
    assert far.platform.asked == ["A1", "A1"]


async def changed_within_its_second(far: Far) -> Shop:
    """A shop whose order A1 was read twice, with two contents of one modified second."""
    shop = await far.connect()
    second = far.now() - timedelta(seconds=10)
    far.platform.place("A1", second)
    await far.turn(shop)
    far.platform.place("A1", second, status="shipped")
    await far.turn(shop)
    return shop


async def test_an_order_changed_within_its_second_is_read_when_that_is_over(far: Far) -> None:
    shop = await changed_within_its_second(far)
    await far.turn(shop, poll=False)
    assert far.platform.asked == []
    far.ahead += timedelta(seconds=3)
    await far.turn(shop, poll=False)
    assert far.platform.asked == ["A1"]
    assert await far.rows("SELECT 1 FROM sync_reads") == []
    assert await far.rows("SELECT 1 FROM sync_runs WHERE kind = 'order'") == []


async def test_a_notice_within_the_second_does_not_do_for_the_reading_after_it(door: Door) -> None:
    far = door.far
    shop = await changed_within_its_second(far)
    at = far.now() - timedelta(seconds=9)
    await door.push(shop.id, {"id": "m1", "order": "A1", "at": at.isoformat()})
    await far.turn(shop, poll=False)
    assert far.platform.asked == ["A1"]
    [read] = await far.rows("SELECT due_at = again_at AS same, looks FROM sync_reads")
    assert (read.same, read.looks) == (True, 0)
    far.ahead += timedelta(seconds=3)
    await far.turn(shop, poll=False)
    assert far.platform.asked == ["A1", "A1"]
    assert await far.rows("SELECT 1 FROM sync_reads") == []


async def test_an_order_that_pages_name_twice_is_read_again_once(far: Far) -> None:
    shop = await far.connect()
    async with far.db.transaction() as tx:
        await read_store.ask_after(tx, shop.id, ("A1", "A2", "A1"), far.now())
    rows = await far.rows("SELECT external_no FROM sync_reads ORDER BY external_no")
    assert [row.external_no for row in rows] == ["A1", "A2"]


async def test_a_read_that_teaches_two_contents_of_a_second_is_followed_by_another(
    door: Door,
) -> None:
    far = door.far
    shop = await far.connect()
    second = far.now() - timedelta(seconds=10)
    far.platform.place("A1", second)
    await far.turn(shop)
    far.platform.place("A1", second, status="shipped")
    await door.push(shop.id, {"id": "m1", "order": "A1"})
    for _ in range(3):
        await far.turn(shop, poll=False)
        far.ahead += timedelta(seconds=3)
    assert far.platform.asked == ["A1", "A1"]
    assert await far.rows("SELECT 1 FROM sync_reads") == []


async def test_ids_of_notices_are_kept_beyond_ninety_days(far: Far) -> None:
    assert timedelta(days=90) < KEEP_NOTICES
    async with far.db.transaction() as tx:
        assert await notice_store.forget(tx, far.now(), 10) == 0


async def test_a_shop_without_notices_is_not_due(far: Far) -> None:
    shop = await far.connect()
    await far.turn(shop, poll=False)
    assert far.platform.asked == []
