"""What people do with orders over HTTP: read, review, hold, tag, note, undo, look back."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from orderhub.infra.db import Database
from orderhub.orders.facade import Fact, learn
from tests.support.orders import PEOPLE, PHONE, add_shops, make_order, take_in

API = "/api/v1"
FAR_OFF = datetime(2090, 1, 1, tzinfo=UTC)  # the app reads the real clock
Json = dict[str, Any]


@pytest.fixture
async def numbers(app_db: Database) -> list[str]:
    """Three paid orders of shop 1, waiting for review."""
    async with app_db.transaction() as tx:
        await add_shops(tx, "一号店", "二号店")
        return await take_in(tx, *(make_order(n, ship_by=FAR_OFF) for n in range(1, 4)))


async def read(client: httpx.AsyncClient, number: str, **query: str) -> Json:
    answer = await client.get(f"{API}/orders/{number}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def act(client: httpx.AsyncClient, action: str, **body: Any) -> Json:
    answer = await client.post(f"{API}/orders/batch", json={"action": action, **body})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def undo(client: httpx.AsyncClient, batch_id: int) -> httpx.Response:
    return await client.post(f"{API}/order-batches/{batch_id}/undo")


def codes(done: Json) -> list[str | None]:
    return [None if row["ok"] else row["code"] for row in done["results"]]


async def test_a_page_of_orders_shows_masks_and_never_clear_people(
    app_client: httpx.AsyncClient, numbers: list[str]
) -> None:
    answer = await app_client.get(f"{API}/orders", params={"stage": "awaiting_review"})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert [item["number"] for item in body["items"]] == numbers[::-1]
    assert body["items"][0]["people"]["recipient_phone"] == "138****5678"
    for clear in PEOPLE.values():
        assert clear not in answer.text


async def test_a_filter_nobody_knows_is_refused_by_name(app_client: httpx.AsyncClient) -> None:
    answer = await app_client.get(f"{API}/orders", params={"colour": "red"})
    assert answer.status_code == 422
    assert "colour" in answer.text


@pytest.mark.parametrize("cursor", ["x", "W10", "eyJhIjoxfQ", "%00"])
async def test_a_damaged_cursor_is_refused(app_client: httpx.AsyncClient, cursor: str) -> None:
    answer = await app_client.get(f"{API}/orders", params={"cursor": cursor})
    assert answer.status_code == 422, answer.text


async def test_five_hundred_pasted_numbers_say_which_were_not_found(
    app_client: httpx.AsyncClient, numbers: list[str]
) -> None:
    terms = [numbers[0], "E2", *(f"NO-{n}" for n in range(498))]
    body = (await app_client.post(f"{API}/orders/lookup", json={"terms": terms})).json()
    assert body["found"] == [
        {"term": numbers[0], "number": numbers[0]},
        {"term": "E2", "number": numbers[1]},
    ]
    assert len(body["not_found"]) == 498
    more = await app_client.post(f"{API}/orders/lookup", json={"terms": [*terms, "one more"]})
    assert more.status_code == 422


async def test_reviewed_orders_move_on_and_can_be_taken_back(
    app_client: httpx.AsyncClient, numbers: list[str]
) -> None:
    done = await act(app_client, "review", numbers=[*numbers, "ORD-NOPE"])
    assert codes(done) == ["not_found", None, None, None]
    assert (await read(app_client, numbers[0]))["stage"] == "to_ship"
    again = await act(app_client, "review", numbers=numbers)
    assert codes(again) == ["already_reviewed"] * 3
    taken_back = await undo(app_client, done["batch_id"])
    assert codes(taken_back.json()) == [None] * 3
    assert (await read(app_client, numbers[0]))["stage"] == "awaiting_review"
    twice = await undo(app_client, done["batch_id"])
    assert (twice.status_code, twice.json()["type"]) == (409, "already_undone")


async def test_a_dry_run_tells_what_would_happen_and_does_nothing(
    app_client: httpx.AsyncClient, numbers: list[str]
) -> None:
    done = await act(app_client, "review", numbers=numbers, dry_run=True)
    assert (codes(done), done["batch_id"]) == ([None] * 3, None)
    assert (await read(app_client, numbers[0]))["stage"] == "awaiting_review"


async def test_a_batch_by_filter_takes_every_matching_order(
    app_client: httpx.AsyncClient, numbers: list[str]
) -> None:
    wanted = {"stage": ["awaiting_review"], "q": "E2"}
    done = await act(app_client, "add_tag", filter=wanted, args={"tag": "回访"})
    assert [row["number"] for row in done["results"]] == [numbers[1]]
    listed = (await app_client.get(f"{API}/orders", params={"tag": "回访"})).json()
    assert [item["number"] for item in listed["items"]] == [numbers[1]]


async def test_undo_leaves_alone_what_somebody_changed_since(
    app_client: httpx.AsyncClient, numbers: list[str]
) -> None:
    first, second, _ = numbers
    done = await act(app_client, "hold", numbers=[first, second], args={"reason": "地址待核实"})
    held = await read(app_client, first)
    assert held["flags"] == ["held"]
    assert held["flag_reasons"]["held"]["reason"] == "地址待核实"
    await act(app_client, "release", numbers=[second])
    results = (await undo(app_client, done["batch_id"])).json()
    assert codes(results) == [None, "changed_since"]
    assert (await read(app_client, first))["flags"] == []


async def test_held_orders_are_not_reviewed(
    app_client: httpx.AsyncClient, numbers: list[str]
) -> None:
    await act(app_client, "hold", numbers=numbers[:1], args={"reason": "x"})
    assert codes(await act(app_client, "review", numbers=numbers[:1])) == ["held"]


ROUND_TRIPS = {
    "add_tag": ({"tag": "回访"}, "tags"),
    "set_priority": ({"priority": 3}, "priority"),
    "set_flag": ({"color": "red"}, "seller_flag"),
    "hold": ({"reason": "x"}, "flags"),
}


@pytest.mark.parametrize("action", ROUND_TRIPS)
async def test_what_is_undone_is_as_before(
    app_client: httpx.AsyncClient, numbers: list[str], action: str
) -> None:
    args, field = ROUND_TRIPS[action]
    before = (await read(app_client, numbers[0]))[field]
    done = await act(app_client, action, numbers=numbers[:1], args=args)
    assert (await read(app_client, numbers[0]))[field] != before
    await undo(app_client, done["batch_id"])
    assert (await read(app_client, numbers[0]))[field] == before


async def test_a_gift_by_hand_is_a_line_of_the_order_until_it_is_taken_back_before_the_review(
    app_client: httpx.AsyncClient, numbers: list[str]
) -> None:
    async def gifts(number: str) -> list[tuple[str, int, int]]:
        lines = (await read(app_client, number))["lines"][1:]
        return [(line["line_no"], line["quantity"], line["total_minor"]) for line in lines]

    first, second, _ = numbers
    args = {"gift": {"sku": "CUP", "title": "马克杯", "units": 2}}
    given = await act(app_client, "give_gift", numbers=numbers, args=args)
    assert codes(given) == [None] * 3
    assert await gifts(first) == [("gift:manual.CUP", 2, 0)]
    taken = await act(app_client, "take_gift", numbers=[first], args=args)
    assert await gifts(first) == []
    assert (await undo(app_client, taken["batch_id"])).status_code == 200
    assert await gifts(first) == [("gift:manual.CUP", 2, 0)]
    await act(app_client, "review", numbers=[second])
    late = await act(app_client, "take_gift", numbers=[second], args=args)
    assert codes(late) == ["not_awaiting_review"]
    undone = (await undo(app_client, given["batch_id"])).json()
    assert codes(undone) == ["changed_since", "not_awaiting_review", None]
    assert await gifts(second) == [("gift:manual.CUP", 2, 0)]


async def test_an_exception_is_marked_with_its_reason_and_cleared(
    app_client: httpx.AsyncClient, numbers: list[str]
) -> None:
    marked = {"flag": "exception", "reason": "价格不对"}
    await act(app_client, "set_flag", numbers=numbers[:1], args=marked)
    page = await read(app_client, numbers[0])
    assert page["flags"] == ["exception"]
    assert page["flag_reasons"]["exception"] == {
        "reason": "价格不对",
        "by": "admin",
        "since": page["flag_reasons"]["exception"]["since"],
    }
    counts = (await app_client.get(f"{API}/orders/counts")).json()
    assert counts["flags"]["exception"] == 1
    await act(app_client, "set_flag", numbers=numbers[:1], args={"flag": "exception", "on": False})
    assert (await read(app_client, numbers[0]))["flags"] == []


async def test_a_note_is_sealed_and_shown_without_its_numbers(
    app_client: httpx.AsyncClient, numbers: list[str], db: Database
) -> None:
    text_of_note = f"客户电话 {PHONE}，下午送"
    done = await act(app_client, "note", numbers=numbers[:1], args={"text": text_of_note})
    assert done["undoable_until"] is None
    (note,) = (await read(app_client, numbers[0]))["notes"]
    assert note["text"] == "客户电话 *********78，下午送"
    assert note["by"] == "admin"
    async with db.transaction() as tx:
        kept = await tx.scalar(text("SELECT string_agg(data::text, '') FROM order_facts"))
        batches = await tx.scalar(text("SELECT string_agg(args::text, '') FROM order_batches"))
    assert PHONE not in kept + batches
    assert "下午" not in kept + batches


async def test_an_order_changed_since_it_was_looked_at_is_refused(
    app_client: httpx.AsyncClient, numbers: list[str]
) -> None:
    version = (await read(app_client, numbers[0]))["version"]
    await act(app_client, "set_priority", numbers=numbers[:1], args={"priority": 2})
    stale = {numbers[0]: version}
    done = await act(app_client, "review", numbers=numbers[:1], versions=stale)
    assert codes(done) == ["stale_version"]


async def test_every_change_is_in_the_audit_log(
    app_client: httpx.AsyncClient, numbers: list[str]
) -> None:
    await act(app_client, "review", numbers=numbers)
    log = (await app_client.get(f"{API}/audit-log", params={"action": "orders.review"})).json()
    assert sorted(entry["object"] for entry in log["items"]) == [f"order:{n}" for n in numbers]


async def test_the_order_page_shows_any_past_moment_and_what_changed_since(
    app_client: httpx.AsyncClient, numbers: list[str]
) -> None:
    number = numbers[0]
    before = await read(app_client, number)
    await act(app_client, "review", numbers=[number])
    now = await read(app_client, number)
    assert (before["stage"], now["stage"]) == ("awaiting_review", "to_ship")
    assert len(now["moments"]) == 2
    past = await read(app_client, number, as_of=now["moments"][0])
    assert (past["stage"], past["facts_count"], past["as_of"]) == (
        "awaiting_review",
        1,
        now["moments"][0],
    )
    early = datetime.fromisoformat(now["moments"][0]) - timedelta(seconds=1)
    unknown = await app_client.get(f"{API}/orders/{number}", params={"as_of": early.isoformat()})
    assert unknown.status_code == 404
    answer = await app_client.get(f"{API}/orders/{number}/timeline")
    assert answer.status_code == 200, answer.text
    newest, first = answer.json()["items"]
    assert (newest["kind"], newest["actor"]) == ("person", "admin")
    moved = {change["field"]: change for change in newest["changes"]}
    assert moved["stage"] == {"field": "stage", "before": "awaiting_review", "after": "to_ship"}
    assert first["title_code"] == "channel.snapshot"
    people = await app_client.get(f"{API}/orders/{number}/timeline", params={"kind": "person"})
    assert len(people.json()["items"]) == 1


async def test_a_long_timeline_is_paged_without_gaps(
    app_client: httpx.AsyncClient, numbers: list[str], db: Database, now: datetime
) -> None:
    async with db.transaction() as tx:
        order_id = await tx.scalar(
            text("SELECT id FROM orders WHERE number = :n"), {"n": numbers[0]}
        )
        facts = [
            Fact(
                order_id=order_id,
                source="person",
                kind="priority",
                key=f"k{n:03}",
                occurred_at=now + timedelta(seconds=n),
                learned_at=now + timedelta(seconds=n),
                data={"value": n % 4},
                actor="wang",
            )
            for n in range(70)
        ]
        await learn(tx, facts)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"cursor": cursor} if cursor else {}
        answer = await app_client.get(f"{API}/orders/{numbers[0]}/timeline", params=query)
        body = answer.json()
        seen += [item["fact_id"] for item in body["items"]]
        cursor = body["next"]
    assert len(seen) == len(set(seen)) == 71


async def test_people_are_revealed_with_a_reason_and_counted(
    app_client: httpx.AsyncClient, numbers: list[str]
) -> None:
    asked = {"fields": ["recipient_phone", "buyer_note"], "reason": "客户来电改地址"}
    answer = await app_client.post(f"{API}/orders/{numbers[0]}/reveal", json=asked)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["values"] == {"recipient_phone": PHONE, "buyer_note": None}
    assert body["quota_left"] == 199


async def test_views_are_ones_own_unless_shared(app_client: httpx.AsyncClient) -> None:
    view = {"name": "急单", "query": "stage=to_ship", "shared": True, "columns": ["number"]}
    made = await app_client.post(f"{API}/order-views", json=view)
    assert made.status_code == 201, made.text
    twin = await app_client.post(f"{API}/order-views", json=view)
    assert (twin.status_code, twin.json()["type"]) == (409, "name_taken")
    view_id = made.json()["id"]
    changed = await app_client.patch(f"{API}/order-views/{view_id}", json={"name": "加急"})
    assert changed.json()["name"] == "加急"
    (listed,) = (await app_client.get(f"{API}/order-views")).json()["items"]
    assert (listed["name"], listed["columns"], listed["owned"]) == ("加急", ["number"], True)
    assert (await app_client.delete(f"{API}/order-views/{view_id}")).status_code == 204
    assert (await app_client.delete(f"{API}/order-views/{view_id}")).status_code == 404


async def test_a_draft_of_rules_is_tried_on_the_last_orders(
    app_client: httpx.AsyncClient, numbers: list[str]
) -> None:
    rule = {
        "key": "many",
        "name_zh": "多件",
        "name_en": "Many",
        "when": "order.quantity >= 2",
        "tag": "many",
    }
    answer = await app_client.post(f"{API}/order-rules/trial", json={"rules": [rule], "last_n": 2})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["looked_at"], body["touched"], body["by_rule"]) == (2, 2, {"many": 2})
    assert body["examples"][0]["number"] == numbers[2]
    assert (await read(app_client, numbers[0]))["tags"] == []


NUL = "\x00"
TANGLED: list[tuple[str, str, Json, Json | None]] = [
    ("GET", "/orders", {"q": NUL}, None),
    ("GET", "/orders", {"attr.x": NUL, "sku": NUL, "tag": NUL}, None),
    ("GET", "/orders", {"from": "0001-01-01T00:00:00+14:00", "amount_to": 10**15}, None),
    ("GET", "/orders", {"shop_id": 2**31}, None),
    ("GET", "/orders/%00", {}, None),
    ("GET", "/orders/x", {"as_of": "0001-01-01T00:00:00+14:00"}, None),
    ("GET", "/order-imports", {"cursor": 2**70}, None),
    ("POST", "/orders/lookup", {}, {"terms": [NUL, "\ud800"]}),
    ("POST", "/orders/batch", {}, {"action": "add_tag", "numbers": ["x"], "args": {"tag": NUL}}),
    ("POST", "/orders/batch", {}, {"action": "review"}),
    ("POST", "/orders/batch", {}, {"action": "hold", "numbers": ["x"]}),
    ("POST", "/orders/batch", {}, {"action": "review", "filter": {"last4": "1234"}}),
    ("POST", "/orders/batch", {}, {"action": "review", "filter": {"colour": "red"}}),
    ("POST", "/order-batches/9999999999999999999/undo", {}, None),
    ("POST", "/order-views", {}, {"name": NUL, "query": NUL}),
    ("POST", "/order-rules/trial", {}, {"rules": []}),
]


@pytest.mark.parametrize(("method", "path", "query", "body"), TANGLED)
async def test_tangled_input_gets_an_answer_that_says_what_is_wrong(
    app_client: httpx.AsyncClient, method: str, path: str, query: Json, body: Json | None
) -> None:
    content = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    answer = await app_client.request(
        method, API + path, params=query, content=content, headers=headers
    )
    assert answer.status_code in (200, 201, 404, 422), answer.text
