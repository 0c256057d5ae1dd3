"""Fan-out of notices: only what an actor may know, and never a queue without end."""

from orderhub.access.facade import Actor, ActorKind
from orderhub.apps.live_feed import QUEUE_LENGTH, LiveFeed
from orderhub.apps.routes.events import concerns, present
from orderhub.infra.db import Database

SEES_ONE = Actor(kind=ActorKind.USER, id=1, name="li", shops=frozenset({1}))
SEES_ALL = Actor(kind=ActorKind.USER, id=2, name="wang")


def feed() -> LiveFeed:
    return LiveFeed(Database("postgresql://nobody@/nowhere"))


def test_news_of_a_foreign_shop_is_not_told() -> None:
    assert concerns({"topic": "orders", "shop_id": 1}, SEES_ONE)
    assert not concerns({"topic": "orders", "shop_id": 2}, SEES_ONE)
    assert concerns({"topic": "orders", "shop_id": 2}, SEES_ALL)
    assert concerns({"topic": "resync"}, SEES_ONE)


def test_a_notice_on_the_wire_is_one_event() -> None:
    wire = present({"topic": "orders", "shop_id": 1, "n": 2})
    assert wire == b'event: orders\ndata: {"shop_id":1,"n":2}\n\n'


async def test_a_screen_that_falls_behind_is_told_to_reload() -> None:
    live = feed()
    async with live.subscribed() as queue:
        for n in range(QUEUE_LENGTH + 1):
            live.tell({"topic": "orders", "n": n})
        assert await queue.get() == {"topic": "resync"}
        assert await queue.get() == {"topic": "orders", "n": QUEUE_LENGTH}
        assert queue.empty()


async def test_streams_end_when_the_process_stops() -> None:
    live = feed()
    async with live.subscribed() as early:
        live.close()
        assert await early.get() is None
    async with live.subscribed() as late:
        assert await late.get() is None
