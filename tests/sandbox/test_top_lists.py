"""TOP's lists: windows, order of rows, moving rows, odd shapes."""

import time

import pytest

from tests.sandbox.wires import TRADE_FIELDS, Control, Top, china_text

HOUR = 3600


def _closed_window(control: Control) -> tuple[float, float, set[str]]:
    """80 orders in a window that ended a minute ago."""
    end = int(time.time()) - 60
    placed_at = f"{china_text(end - 600).replace(' ', 'T')}+08:00"
    orders = control.place("taobao/0", count=80, placed_at=placed_at, spread_seconds=600)
    return end - 600, end, {order["external_no"] for order in orders}


def test_list_is_sorted_by_modified_newest_first(control: Control, top: Top) -> None:
    control.place("taobao/0", count=60, spread_seconds=HOUR)
    now = time.time()
    shown = [trade["modified"] for trade in top.page(now - 2 * HOUR, now + 5)["trades"]["trade"]]
    assert shown == sorted(shown, reverse=True)


def test_pages_together_show_every_order_once(control: Control, top: Top) -> None:
    placed = {
        order["external_no"] for order in control.place("taobao/0", count=95, spread_seconds=600)
    }
    now = time.time()
    pages = [top.page(now - HOUR, now + 5, page) for page in (1, 2, 3)]
    seen = [trade["tid_str"] for page in pages for trade in page["trades"]["trade"]]
    assert [page["has_next"] for page in pages] == [True, True, False]
    assert len(seen) == len(placed)
    assert set(seen) == placed


def test_total_is_given_only_without_has_next(control: Control, top: Top) -> None:
    control.place("taobao/0", count=3)
    now = time.time()
    assert "total_results" not in top.page(now - HOUR, now + 5)
    counted = top.page(now - HOUR, now + 5, use_has_next="false")
    assert counted["total_results"] == 3
    assert "has_next" not in counted


def test_forward_paging_misses_a_row_when_another_leaves_the_closed_window(
    control: Control, top: Top
) -> None:
    start, end, placed = _closed_window(control)
    leaving = top.tids(start, end, 1)[0]
    change = {"external_no": leaving, "status": "shipped"}
    control.post("taobao/0/between-pages", after_reads=1, changes=[change])
    first, second = top.tids(start, end, 1), top.tids(start, end, 2)
    assert len(placed - {*first, *second}) == 1
    assert top.tids(end + 1, time.time() + 5) == [leaving]


def test_last_page_first_misses_nothing_in_a_closed_window(control: Control, top: Top) -> None:
    start, end, placed = _closed_window(control)
    leaving = top.tids(start, end, 2)[0]
    change = {"external_no": leaving, "seller_memo": "已电联"}
    control.post("taobao/0/between-pages", after_reads=1, changes=[change])
    second, first = top.tids(start, end, 2), top.tids(start, end, 1)
    assert set(first) | set(second) == placed


def test_changes_can_come_after_every_list_answer(control: Control, top: Top) -> None:
    number = control.place("taobao/0", count=1, spread_seconds=600)[0]["external_no"]
    change = {"external_no": number, "seller_flag": 3}
    control.post("taobao/0/between-pages", after_reads=2, changes=[change], every=True)
    now = time.time()
    flags = [top.page(now - HOUR, now + 5)["trades"]["trade"][0]["seller_flag"] for _ in range(3)]
    assert flags[2] == 3
    assert control.get(f"taobao/0/orders/{number}")["seller_flag"] == 3


def test_orders_of_one_second_all_appear(control: Control, top: Top) -> None:
    second = int(time.time()) - 60
    control.place("taobao/0", count=45, placed_at=f"{china_text(second).replace(' ', 'T')}+08:00")
    assert len(top.tids(second, second, 1)) == 40
    assert len(top.tids(second, second, 2)) == 5


def test_late_arrival_shows_in_the_list_by_entry_only(control: Control, top: Top) -> None:
    number = control.place("taobao/0", count=1, spread_seconds=7200)[0]["external_no"]
    now = int(time.time())
    old = f"{china_text(now - 5000).replace(' ', 'T')}+08:00"
    late = f"{china_text(now).replace(' ', 'T')}+08:00"
    control.patch(f"taobao/0/orders/{number}", modified_at=old, entered_at=late)
    assert top.tids(now - 60, now + 5) == []
    window = {"start_create": china_text(now - 60), "end_create": china_text(now + 5)}
    entered = top.call("trades.sold.incrementv.get", fields="tid_str", **window)
    trades = entered["trades_sold_incrementv_get_response"]["trades"]["trade"]
    assert [trade["tid_str"] for trade in trades] == [number]


def test_empty_list_comes_in_three_shapes(top: Top) -> None:
    now = time.time()
    bodies = [top.page(now - 60, now) for _ in range(3)]
    shapes = {repr(body.get("trades", "absent")) for body in bodies}
    assert shapes == {"'absent'", "None", "{'trade': []}"}


def test_simplify_drops_the_list_wrappers(control: Control, top: Top) -> None:
    control.place("taobao/0", count=1)
    now = time.time()
    trades = top.page(now - 60, now + 5, simplify="true")["trades"]
    assert isinstance(trades[0]["orders"], list)


def test_trade_carries_big_numbers_yuan_texts_and_local_times(control: Control, top: Top) -> None:
    truth = control.place("taobao/0", count=1, status="to_ship", lines=[2, 2])[0]
    now = time.time()
    trade = top.page(now - 60, now + 5)["trades"]["trade"][0]
    assert trade["tid"] == int(truth["external_no"]) > 2**53
    assert trade["payment"] == f"{truth['total_minor'] // 100}.{truth['total_minor'] % 100:02d}"
    assert len(trade["orders"]["order"]) == 2
    assert trade["created"] == china_text(now)[:10] + trade["created"][10:]


def test_people_are_masked_unless_the_shop_is_plain(control: Control, top: Top) -> None:
    truth = control.place("taobao/0", count=1)[0]["recipient"]
    now = time.time()
    masked = top.page(now - 60, now + 5)["trades"]["trade"][0]
    control.post("taobao/0/settings", plain_people=True)
    plain = top.page(now - 60, now + 5)["trades"]["trade"][0]
    assert truth["name"] not in str(masked)
    assert truth["phone"] not in str(masked)
    assert (plain["receiver_name"], plain["receiver_mobile"]) == (truth["name"], truth["phone"])


def test_oaid_needs_its_companion_fields_and_decrypts_to_the_real_person(
    control: Control, top: Top
) -> None:
    truth = control.place("taobao/0", count=1)[0]
    tid, person = truth["external_no"], truth["recipient"]
    bare = top.call("trade.fullinfo.get", tid=tid, fields="tid,oaid")
    assert "oaid" not in bare["trade_fullinfo_get_response"]["trade"]
    whole = top.call("trade.fullinfo.get", tid=tid, fields=TRADE_FIELDS)
    oaid = whole["trade_fullinfo_get_response"]["trade"]["oaid"]
    query = f'[{{"oaid":"{oaid}","tid":"{tid}","scene":"1004"}}]'
    found = top.call("top.oaid.decrypt", query_list=query)
    receiver = found["top_oaid_decrypt_response"]["receiver_list"]["receiver"][0]
    assert (receiver["name"], receiver["mobile"]) == (person["name"], person["phone"])


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"page_size": "101"}, 41, "page_size"),
        ({"page_no": "0"}, 41, "page_no"),
        ({"start_modified": china_text(0)}, 41, "end_modified"),
        ({"start_modified": "2026/01/02"}, 41, "start_modified"),
        ({"fields": ""}, 40, "fields"),
        ({"end_modified": ""}, 40, "end_modified"),
    ],
)
def test_limits_are_refused_and_not_clamped(
    top: Top, changed: dict[str, str], code: int, field: str
) -> None:
    now = time.time()
    error = top.page(now - 60, now, **changed)["error_response"]
    assert error["code"] == code
    assert error["sub_code"].endswith(f":{field}")


def test_look_back_ends_after_three_months(top: Top) -> None:
    start = time.time() - 100 * 24 * HOUR
    error = top.page(start, start + HOUR)["error_response"]
    assert error["sub_code"] == "isv.invalid-parameter:start_modified"
