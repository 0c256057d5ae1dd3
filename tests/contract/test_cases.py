"""After-sale cases come back equal and whole, also while the list moves."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from orderhub.connector_kit.after_sales import ChannelCase
from orderhub.connector_kit.contract import Window
from orderhub.kernel.words import CaseKind, CaseStatus
from tests.support.wire import FarShop, span, wire_now

SPREAD = 3600


def numbers(cases: list[dict[str, Any]]) -> set[str]:
    return {case["case_no"] for case in cases}


def assert_same(truth: dict[str, Any], case: ChannelCase) -> None:
    assert (case.case_no, case.external_no) == (truth["case_no"], truth["external_no"])
    assert (case.kind, case.status) == (truth["kind"], truth["status"])
    assert case.amount_minor == truth["amount_minor"]
    assert case.created_at == datetime.fromisoformat(truth["created_at"])
    assert case.modified_at == datetime.fromisoformat(truth["modified_at"])
    assert case.return_waybill_no == truth["return_waybill_no"]
    assert CaseKind(case.kind) is not CaseKind.UNKNOWN
    assert CaseStatus(case.status) is not CaseStatus.UNKNOWN
    assert case.status_raw


@pytest.mark.parametrize("count", [1, 50, 51, 101, 230])
async def test_what_the_channel_holds_comes_back_equal(claimed: FarShop, count: int) -> None:
    await claimed.place_orders(20)
    truth = await claimed.place_cases(count, spread_seconds=SPREAD)
    async with claimed.session() as near:
        rows = await near.cases(span(truth))
    assert set(rows) == numbers(truth)
    for case in truth:
        read = rows[case["case_no"]].case
        assert read is not None
        assert_same(case, read)


async def test_no_cases_are_no_rows(claimed: FarShop) -> None:
    now = wire_now()
    async with claimed.session() as near:
        assert await near.cases(Window(now - timedelta(hours=1), now)) == {}


async def test_a_case_names_the_line_as_its_order_does(claimed: FarShop) -> None:
    placed = await claimed.place_orders(1, status="to_ship", lines=[3, 3])
    number = placed[0]["external_no"]
    truth = await claimed.place_cases(
        1, cases=[{"external_no": number, "line_no": "2", "status": "requested"}]
    )
    async with claimed.session() as near:
        case = (await near.cases(span(truth)))[truth[0]["case_no"]].case
        lines = (await near.order(number)).lines
    assert case is not None
    assert case.line_no in {"", lines[1].line_no}


async def test_cases_of_one_and_the_same_second_all_come(claimed: FarShop) -> None:
    await claimed.place_orders(20)
    at = (wire_now() - timedelta(hours=1)).isoformat()
    truth = await claimed.place_cases(230, created_at=at)
    window = span(truth)
    async with claimed.session() as near:
        rows = await near.cases(Window(window.start - timedelta(hours=1), window.end))
    assert numbers(truth) == set(rows)


@pytest.mark.parametrize("spread", [0, SPREAD])
async def test_a_case_that_changes_while_the_list_is_read_hides_no_neighbour(
    claimed: FarShop, spread: int
) -> None:
    await claimed.place_orders(20)
    at = (wire_now() - timedelta(hours=3)).isoformat()
    truth = await claimed.place_cases(
        230, status="requested", kind="refund_only", created_at=at, spread_seconds=spread
    )
    for reads in range(1, 10):
        moved = {"case_no": truth[-reads * 7]["case_no"], "status": "success"}
        await claimed.ask("POST", "between-pages", {"after_reads": reads, "cases": [moved]})
    window = span(truth)
    async with claimed.session() as near:
        seen = set(await near.cases(window))
        later = await near.cases(Window(window.end, wire_now() + timedelta(seconds=5)))
    assert numbers(truth) <= seen | set(later)
    assert {row.case.status for row in later.values() if row.case} >= {"success"}


async def test_one_case_can_be_asked_for_and_tells_its_last_change(inquired: FarShop) -> None:
    await inquired.place_orders(3)
    before = (wire_now() - timedelta(minutes=5)).isoformat()
    truth = await inquired.place_cases(2, status="requested", kind="refund_only", created_at=before)
    number = truth[1]["case_no"]
    changed = await inquired.ask("PATCH", f"cases/{number}", {"status": "success"})
    assert inquired.connector.get_case is not None
    async with inquired.session() as near:
        page = await inquired.connector.get_case(near.shop, number)
    (row,) = page.rows
    assert row.case is not None
    assert_same(changed, row.case)


async def test_one_unreadable_case_keeps_no_other_away(claimed: FarShop) -> None:
    await claimed.place_orders(3)
    truth = await claimed.place_cases(5, spread_seconds=60)
    await claimed.break_with("F21", times=None, external_no=truth[2]["case_no"], shape="retyped")
    async with claimed.session() as near:
        rows = await near.cases(span(truth))
    assert set(rows) == numbers(truth)
    broken = [row for row in rows.values() if row.problem]
    assert [row.case_no for row in broken] == [truth[2]["case_no"]]
    assert broken[0].case is None


async def test_a_word_nobody_knows_is_unknown_and_kept(claimed: FarShop) -> None:
    await claimed.place_orders(1)
    truth = await claimed.place_cases(1)
    await claimed.break_with("F20", times=None, word="77")
    async with claimed.session() as near:
        (row,) = (await near.cases(span(truth))).values()
    assert row.case is not None
    assert (row.case.status, row.case.status_raw) == ("unknown", "77")
