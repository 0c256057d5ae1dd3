"""Lists of orders on a real database: pages by key, filters, the shop scope, exact counts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import text

from orderhub.connector_kit.contract import ChannelOrder, People
from orderhub.infra.db import Tx
from orderhub.orders.errors import LastFourAlone
from orderhub.orders.queries import counts, listing
from orderhub.orders.queries.cursors import decode
from orderhub.orders.queries.filters import OrderFilter, Search, Sort
from orderhub.orders.service.search import prepare
from tests.support.orders import PHONE, PLACED, make_actor, make_line, make_order, take_in

NEWEST = Sort("-placed_at")


async def names(
    tx: Tx, wanted: OrderFilter, shops: set[int] | None = None, sort: Sort = NEWEST
) -> list[str]:
    """Channel numbers of the first page."""
    search = await prepare(tx, make_actor(shops), wanted)
    listed = await listing.fetch(tx, search, sort, None, 50)
    assert listed.narrow_by is None
    return [row["external_no"] for row in listed.rows]


async def walk(tx: Tx, sort: Sort, limit: int) -> list[str]:
    """Channel numbers of all pages forward, checked to be the same backward."""
    search = Search(filter=OrderFilter())
    pages: list[list[str]] = []
    cursor = None
    previous: str | None = None
    while True:
        listed = await listing.fetch(tx, search, sort, cursor, limit)
        pages.append([row["external_no"] for row in listed.rows])
        previous = listed.previous
        if listed.next is None:
            break
        cursor = decode(listed.next, sort.token)
    back: list[list[str]] = []
    while previous is not None:
        listed = await listing.fetch(tx, search, sort, decode(previous, sort.token), limit)
        back.insert(0, [row["external_no"] for row in listed.rows])
        previous = listed.previous
    assert back == pages[:-1]
    return [name for page in pages for name in page]


@pytest.mark.parametrize("token", ["-placed_at", "placed_at", "-modified_at", "-total", "ship_by"])
async def test_pages_by_key_hold_every_order_once_forward_and_backward(tx: Tx, token: str) -> None:
    same = [make_order(n, placed_at=PLACED, total_minor=n // 3 * 100) for n in range(1, 12)]
    await take_in(tx, *same)
    found = await walk(tx, Sort(token), 4)
    assert sorted(found) == sorted(f"E{n}" for n in range(1, 12))


async def test_orders_that_arrive_while_one_pages_neither_repeat_nor_hide_others(tx: Tx) -> None:
    await take_in(tx, *(make_order(n) for n in range(1, 7)))
    search = Search(filter=OrderFilter())
    first = await listing.fetch(tx, search, NEWEST, None, 3)
    await take_in(tx, *(make_order(n) for n in range(7, 12)))
    assert first.next is not None
    second = await listing.fetch(tx, search, NEWEST, decode(first.next, NEWEST.token), 3)
    seen = [row["external_no"] for row in (*first.rows, *second.rows)]
    assert seen == ["E6", "E5", "E4", "E3", "E2", "E1"]


FILTERS = {
    "sku": OrderFilter(sku="SKU-9"),
    "phone": OrderFilter(phone="+86 139-0000-9999"),
    "last four": OrderFilter(last4="9999", stages=("awaiting_review",)),
    "buyer": OrderFilter(buyer="黄蓉"),
    "province": OrderFilter(provinces=("西藏自治区",)),
    "amount": OrderFilter(amount_from=77700, amount_to=77700),
    "dates": OrderFilter(since=PLACED + timedelta(minutes=9), until=PLACED + timedelta(minutes=10)),
    "paid": OrderFilter(
        date="paid", since=PLACED + timedelta(minutes=9), until=PLACED + timedelta(minutes=10)
    ),
    "number": OrderFilter(q="E9"),
    "pasted numbers": OrderFilter(numbers=("E9", "nothing")),
    "a sku in the search box": OrderFilter(q="SKU-9"),
    "a phone in the search box": OrderFilter(q="13900009999"),
    "a buyer in the search box": OrderFilter(q="黄蓉"),
    "presale": OrderFilter(presale=True),
}


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("shops", [None, {1, 2}])
async def test_each_filter_finds_its_order(tx: Tx, name: str, shops: set[int] | None) -> None:
    people = {"recipient_phone": "13900009999", "recipient_name": "黄蓉", "buyer_name": "黄蓉"}
    wanted = make_order(
        9,
        people=people,
        province="西藏自治区",
        total_minor=77700,
        goods_minor=77700,
        presale=True,
        lines=(make_line(sku_code="SKU-9"), make_line(line_no="2", sku_code="SKU-9")),
    )
    other = make_order(1)
    await take_in(tx, other, wanted)
    assert await names(tx, FILTERS[name], shops) == ["E9"]


async def test_stages_flags_channels_and_tags_divide_the_orders(tx: Tx) -> None:
    odd = make_order(2, status="unknown", status_raw="SOMETHING_NEW", total_minor=900000)
    await take_in(tx, make_order(1), odd)
    assert await names(tx, OrderFilter(stages=("awaiting_review",))) == ["E1"]
    assert await names(tx, OrderFilter(stages=("unknown", "awaiting_review"))) == ["E2", "E1"]
    assert await names(tx, OrderFilter(flags=("held",))) == ["E2"]
    assert await names(tx, OrderFilter(channels=("website",))) == ["E2", "E1"]
    tagged = await names(tx, OrderFilter(tags=("high_value",)))
    assert await names(tx, OrderFilter(without_tags=("high_value",))) == (
        ["E1"] if tagged else ["E2", "E1"]
    )
    assert tagged == ["E2"]
    assert await names(tx, OrderFilter(tags=("high_value",), stages=("unknown",)), {1}) == ["E2"]


async def test_what_rules_compare_is_in_whole_units_of_the_orders_currency(tx: Tx) -> None:
    paid: dict[str, Any] = {"total_minor": 5000, "goods_minor": 5000}
    await take_in(tx, make_order(1, **paid), make_order(2, currency="JPY", **paid))
    assert await names(tx, OrderFilter(tags=("high_value",))) == ["E2"]


async def test_nothing_of_a_foreign_shop_is_ever_found(tx: Tx) -> None:
    line = make_line(sku_code="SKU-9")
    await take_in(tx, make_order(1, lines=(line,)), shop_id=1)
    (number,) = await take_in(tx, make_order(2, lines=(line,)), shop_id=2)
    every = [
        OrderFilter(),
        OrderFilter(stages=("awaiting_review",)),
        OrderFilter(stages=("awaiting_review", "unknown")),
        OrderFilter(sku="SKU-9"),
        OrderFilter(phone=PHONE),
        OrderFilter(buyer="桃花岛主"),
        OrderFilter(since=PLACED),
        OrderFilter(shops=(1, 2)),
    ]
    for wanted in every:
        assert await names(tx, wanted, {1}) == ["E1"], wanted
        assert await names(tx, wanted, set()) == [], wanted
    assert await names(tx, OrderFilter(q=number), {1}) == []
    assert await names(tx, OrderFilter(shops=(2,)), {1}) == []


async def test_four_digits_alone_are_refused_and_say_what_to_add(tx: Tx) -> None:
    with pytest.raises(LastFourAlone, match="another filter"):
        await prepare(tx, make_actor(), OrderFilter(last4="5678"))
    with pytest.raises(LastFourAlone):
        await prepare(tx, make_actor(), OrderFilter(q="5678"))


async def test_counts_are_exact_for_any_scope(tx: Tx) -> None:
    await take_in(tx, *(make_order(n) for n in range(1, 4)), shop_id=1)
    held = replace(make_order(9), status="unknown", status_raw="X")
    await take_in(tx, held, shop_id=2)
    await tx.write_now()
    everything = await counts.read(tx, None)
    assert (everything.stages["awaiting_review"], everything.stages["unknown"]) == (3, 1)
    first = await counts.read(tx, [1])
    assert (first.stages, first.flags.get("held", 0)) == ({"awaiting_review": 3}, 0)
    assert (await counts.read(tx, [])).stages == {}


async def test_a_free_combination_over_too_many_orders_says_what_would_narrow_it(tx: Tx) -> None:
    await tx.execute(text("INSERT INTO order_counts VALUES (1, 'stage', 'completed', 9000000)"))
    search = Search(filter=OrderFilter(provinces=("浙江省",)))
    listed = await listing.fetch(tx, search, Sort("-total"), None, 50)
    assert listed.rows == ()
    assert listed.narrow_by == ("shop", "date", "stage", "tag", "sku")


async def test_a_whole_phone_finds_orders_of_which_the_channel_gave_a_fitting_mask(tx: Tx) -> None:
    def masked(n: int, mask: str) -> ChannelOrder:
        people = People(fields={"recipient_phone": mask}, strength={"recipient_phone": 1})
        return replace(make_order(n), people=people)

    await take_in(tx, masked(1, "138****5678"), masked(2, "139****5678"), make_order(3))
    assert await names(tx, OrderFilter(phone=PHONE)) == ["E3", "E1"]
    assert await names(tx, OrderFilter(q=f"+86 {PHONE}")) == ["E3", "E1"]


async def test_ciphertext_shows_and_is_found_by_the_channels_own_mask(tx: Tx) -> None:
    def sealed(n: int, masks: dict[str, str]) -> ChannelOrder:
        fields, strength = {"recipient_phone": f"#cipher{n}#"}, {"recipient_phone": 2}
        return replace(make_order(n), people=People(fields, strength, {}, masks))

    mask = {"recipient_phone": "138****5678"}
    await take_in(tx, sealed(1, mask), sealed(2, {}), make_order(3))
    assert await names(tx, OrderFilter(phone=PHONE)) == ["E3", "E1"]
    shown = await tx.execute(
        text("SELECT people #>> '{recipient_phone,mask}' FROM orders ORDER BY external_no")
    )
    assert list(shown.scalars()) == ["138****5678", "****", "138****5678"]


async def test_a_list_that_takes_too_long_is_given_up_and_the_transaction_goes_on(tx: Tx) -> None:
    endless = sa.select(sa.func.pg_sleep(600).label("id"))
    assert await listing.within_patience(tx, endless, patience_ms=20) is None
    await take_in(tx, make_order(1))
    assert await names(tx, OrderFilter()) == ["E1"]
    assert await tx.scalar(text("SHOW statement_timeout")) == "0"
