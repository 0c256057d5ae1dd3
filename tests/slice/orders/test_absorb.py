"""Orders come in once, learn what is new, and count exactly, however their snapshots arrive."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from orderhub.connector_kit.contract import ChannelOrder, People
from orderhub.infra import clock
from orderhub.infra.db import Database, Tx
from orderhub.kernel.types import ChannelCode, ShopId
from orderhub.orders.events import ADDRESS_CHANGED
from orderhub.orders.facade import Absorbed, Arrival, Batch, absorb, fold_changes, past_events
from orderhub.orders.lanes import HOUR, lane_of, slot_word
from tests.support.orders import PEOPLE, PLACED, make_line, make_order

SECOND = timedelta(seconds=1)
ADDRESSES = "SELECT data FROM outbox WHERE topic = 'orders.address_changed.v1'"


async def taken(tx: Tx, *orders: ChannelOrder, read: int = 0, shop: int = 1) -> Absorbed:
    batch = Batch(
        shop_id=ShopId(shop),
        channel=ChannelCode("website"),
        region="cn",
        arrivals=[Arrival(order) for order in orders],
        read_at=PLACED + timedelta(days=1, seconds=read),
    )
    return await absorb(tx, batch)


async def rows(tx: Tx, sql: str) -> list[dict[str, Any]]:
    await tx.write_now()
    return [dict(row) for row in (await tx.execute(text(sql))).mappings()]


async def one(tx: Tx) -> dict[str, Any]:
    (row,) = await rows(tx, "SELECT * FROM orders")
    return row


async def test_a_new_order_gets_its_number_lines_fact_and_event(tx: Tx) -> None:
    absorbed = await taken(tx, make_order(1))
    row = await one(tx)
    assert absorbed.outcomes[0].result == "new"
    assert row["number"] == absorbed.outcomes[0].number
    assert row["number"].startswith("ORD-20260105-")
    assert row["channel_status"] == "to_ship"
    assert len(await rows(tx, "SELECT * FROM order_lines")) == 1
    assert [f["kind"] for f in await rows(tx, "SELECT kind FROM order_facts")] == ["snapshot"]
    (event,) = await rows(tx, "SELECT topic, key, version FROM outbox")
    assert (event["topic"], event["key"]) == ("orders.order_received.v1", row["number"])


async def test_the_same_page_again_changes_nothing(tx: Tx) -> None:
    orders = [make_order(n) for n in range(20)]
    await taken(tx, *orders)
    again = await taken(tx, *orders, read=60)
    assert again.count("unchanged") == 20
    assert {row["version"] for row in await rows(tx, "SELECT version FROM orders")} == {1}
    assert len(await rows(tx, "SELECT 1 FROM order_facts")) == 20


async def test_an_order_twice_on_one_page_is_one_order(tx: Tx) -> None:
    early = make_order(1)
    late = replace(early, status="shipped", modified_at=early.modified_at + SECOND)
    absorbed = await taken(tx, late, early)
    row = await one(tx)
    assert row["stage"] == "shipped"
    assert [o.result for o in absorbed.outcomes] == ["new", "changed"]


async def test_an_older_snapshot_never_wins(tx: Tx) -> None:
    new = replace(make_order(1), status="shipped", modified_at=PLACED + timedelta(hours=2))
    await taken(tx, new)
    await taken(tx, make_order(1), read=60)
    assert (await one(tx))["stage"] == "shipped"


async def test_two_contents_of_one_second_are_told_by_reading_and_read_again(tx: Tx) -> None:
    first = make_order(1)
    second = replace(first, total_minor=9900, goods_minor=9900)
    await taken(tx, first)
    absorbed = await taken(tx, second, read=1)
    assert absorbed.reread == ("E1",)
    assert (await one(tx))["total_minor"] == 9900
    await taken(tx, first, read=2)
    assert (await one(tx))["total_minor"] == 10000


async def test_an_unknown_word_is_kept_and_the_order_held(tx: Tx) -> None:
    await taken(tx, make_order(1, status="unknown", status_raw="某种新状态"))
    row = await one(tx)
    assert (row["stage"], row["channel_status_raw"], row["flags"] & 2) == (
        "unknown",
        "某种新状态",
        2,
    )


async def test_a_masked_value_does_not_replace_a_plain_one(tx: Tx) -> None:
    await taken(tx, make_order(1))
    masked = People(fields={"recipient_name": "张*"}, strength={"recipient_name": 1})
    later = replace(make_order(1), people=masked, modified_at=PLACED + timedelta(hours=1))
    await taken(tx, later, read=60)
    people = (await one(tx))["people"]
    assert people["recipient_name"]["strength"] == 3
    assert set(people) == {"recipient_name", "recipient_phone", "recipient_address", "buyer_name"}


async def test_another_address_after_payment_is_announced_once_and_not_told(tx: Tx) -> None:
    def at(hours: int, street: str, **over: Any) -> ChannelOrder:
        order = make_order(1, {**PEOPLE, "recipient_address": street}, **over)
        return replace(order, modified_at=PLACED + timedelta(hours=hours))

    elsewhere = "文二路1号"
    await taken(tx, at(1, "未付款时的路", status="pending_payment", paid_at=None))
    await taken(tx, at(2, "文一路1号"))  # nobody acts on it before it is paid
    await taken(tx, at(3, "文一路１ 号", total_minor=9900))
    assert await rows(tx, ADDRESSES) == []
    await taken(tx, at(4, elsewhere))
    await taken(tx, at(4, elsewhere), read=1)
    await taken(tx, at(3, "文三路1号"), read=2)  # older: it does not count
    (told,) = await rows(tx, ADDRESSES)
    row = await one(tx)
    assert told["data"] == {
        "number": row["number"], "shop_id": 1, "stage": "awaiting_review", "sources": ["channel"],
    }  # fmt: skip
    facts = await rows(tx, "SELECT data FROM order_facts WHERE kind = 'recipient'")
    assert [fact["data"] for fact in facts] == [{}]
    until = clock.now() + timedelta(minutes=1)
    again = await past_events(tx, None, (until - timedelta(hours=1), until), 100, notes=False)
    moved = [one for one in again.events if one.topic == ADDRESS_CHANGED]
    assert [one.data for one in moved] == [told["data"]]


async def test_text_that_hurts_copy_comes_back_as_it_was(tx: Tx) -> None:
    nasty = "a\tb\nc\\d\\N\r\"{}'; DROP TABLE orders; --\u200b😀"
    await taken(tx, make_order(1, lines=(make_line(title=nasty, spec="\\."),), status_raw=nasty))
    (line,) = await rows(tx, "SELECT title, spec FROM order_lines")
    assert (line["title"], line["spec"]) == (nasty, "\\.")
    assert (await one(tx))["channel_status_raw"] == nasty


async def test_sums_that_do_not_add_up_are_an_exception(tx: Tx) -> None:
    await taken(tx, make_order(1, total_minor=12345))
    assert (await one(tx))["flags"] & 1


async def test_new_lines_replace_old_ones(tx: Tx) -> None:
    await taken(tx, make_order(1))
    lines = (make_line(line_no="1", quantity=1), make_line(line_no="2", sku_code="SKU-2"))
    changed = replace(make_order(1), lines=lines, modified_at=PLACED + timedelta(hours=1))
    await taken(tx, changed, read=60)
    found = await rows(tx, "SELECT sku_code, quantity FROM order_lines ORDER BY position")
    assert [(r["sku_code"], r["quantity"]) for r in found] == [("SKU-1", 1), ("SKU-2", 2)]


async def test_counters_equal_a_recount_after_any_history(db: Database) -> None:
    chance = random.Random(7)
    words = ["pending_payment", "paid_held", "to_ship", "shipped", "completed", "unknown"]
    for step in range(30):
        orders = [
            make_order(
                n,
                status=(word := chance.choice(words)),
                status_raw=word,
                modified_at=PLACED + timedelta(minutes=chance.randrange(200), seconds=step),
            )
            for n in chance.sample(range(40), 12)
        ]
        async with db.transaction() as tx:
            await taken(tx, *orders, read=step, shop=1 + step % 3)
        if step % 7 == 0:
            await fold_changes(db)
    async with db.transaction() as tx:
        counted = await rows(
            tx,
            """
            SELECT shop_id, word, sum(n)::int AS n FROM (
                SELECT * FROM order_counts UNION ALL
                SELECT shop_id, dimension, word, n FROM order_count_changes) AS counted
            WHERE dimension = 'stage' GROUP BY 1, 2 HAVING sum(n) <> 0 ORDER BY 1, 2
            """,
        )
        really = await rows(
            tx,
            """
            SELECT shop_id, stage AS word, count(*)::int AS n
            FROM orders GROUP BY 1, 2 ORDER BY 1, 2
            """,
        )
        lanes = await rows(
            tx,
            """
            SELECT shop_id, word, sum(n)::int AS n FROM (
                SELECT * FROM order_counts UNION ALL
                SELECT shop_id, dimension, word, n FROM order_count_changes) AS counted
            WHERE dimension = 'lane' GROUP BY 1, 2 HAVING sum(n) <> 0
            """,
        )
        standing = await rows(tx, "SELECT shop_id, stage, flags, placed_at FROM orders")
    assert counted == really
    recount: Counter[tuple[int, str]] = Counter()
    for row in standing:
        words = [lane_of(row["stage"], row["flags"])]
        words += [w for bit, w in ((1, "exception"), (2, "held")) if row["flags"] & bit]
        recount.update(
            (row["shop_id"], f"{word}@{slot_word(row['placed_at'], HOUR)}")
            for word in words
            if word is not None
        )
    assert {(row["shop_id"], row["word"]): row["n"] for row in lanes} == recount
    assert {word.partition("@")[0] for _, word in recount} >= {"in_transit", "held"}


def history(chance: random.Random) -> list[ChannelOrder]:
    """Snapshots of ten orders over time, each modified second used once per order."""
    words = ["to_ship", "paid_held", "shipped", "delivered", "completed", "closed_refunded"]
    return [
        replace(
            make_order(n),
            status=(word := chance.choice(words)),
            status_raw=word,
            total_minor=10000 + step,
            goods_minor=10000 + step,
            modified_at=PLACED + timedelta(hours=1, seconds=step),
        )
        for n in range(10)
        for step in range(6)
    ]


async def final_state(db: Database, batches: Sequence[Sequence[ChannelOrder]]) -> list[Any]:
    async with db.transaction() as tx:
        for batch in batches:
            await taken(tx, *batch)
        return await rows(
            tx,
            """
            SELECT external_no, stage, flags, channel_status, total_minor, tags, priority
            FROM orders ORDER BY external_no
            """,
        )


@pytest.mark.parametrize("seed", range(4))
async def test_any_shuffling_and_batching_ends_in_the_sequential_state(
    db: Database, seed: int
) -> None:
    chance = random.Random(seed)
    told = history(chance)
    last = {order.external_no: order for order in sorted(told, key=lambda o: o.modified_at)}
    shuffled = told + chance.sample(told, 20)
    chance.shuffle(shuffled)
    cuts = sorted(chance.sample(range(len(shuffled)), 5))
    batches = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
    found = await final_state(db, batches)
    assert [(r["external_no"], r["channel_status"], r["total_minor"]) for r in found] == [
        (no, last[no].status, last[no].total_minor) for no in sorted(last)
    ]
