"""Parcels, stock, refunds and messages on the wires, by the channel reference."""

import asyncio
import time
from typing import Any

import httpx

from tests.sandbox.wires import Control, Jos, Json, Top, china_text

SHIP = {"out_sid": "SF1000000001", "company_code": "SF"}


def to_ship(control: Control, shop: str, lines: int = 2) -> str:
    return control.place(shop, count=1, status="to_ship", lines=[lines, lines])[0]["external_no"]


def lines_of(top: Top, tid: str) -> list[Json]:
    answer = top.call("trade.fullinfo.get", fields="tid,status,orders", tid=tid)
    return answer["trade_fullinfo_get_response"]["trade"]["orders"]["order"]


def shown(answer: Json) -> Json:
    return answer["error_response"]


def test_top_takes_a_parcel_of_some_lines_and_shows_it_on_them(control: Control, top: Top) -> None:
    tid = to_ship(control, "taobao/0")
    oids = [line["oid_str"] for line in lines_of(top, tid)]
    answer = top.call("logistics.offline.send", tid=tid, sub_tid=oids[1], **SHIP)
    assert answer["logistics_offline_send_response"]["shipping"] == {"is_success": True}
    waiting, sent = lines_of(top, tid)
    assert (waiting["status"], "invoice_no" in waiting) == ("WAIT_SELLER_SEND_GOODS", False)
    assert (sent["status"], sent["invoice_no"], sent["logistics_company"]) == (
        "WAIT_BUYER_CONFIRM_GOODS",
        "SF1000000001",
        "顺丰速运",
    )
    assert control.get(f"taobao/0/orders/{tid}")["raw_status"] == "SELLER_CONSIGNED_PART"


def test_top_says_why_it_takes_no_parcel(control: Control, top: Top) -> None:
    tid = to_ship(control, "taobao/0")
    unknown = top.call("logistics.offline.send", tid=tid, out_sid="1", company_code="OWL")
    assert (shown(unknown)["code"], shown(unknown)["sub_code"]) == (
        41,
        "isv.invalid-parameter:company_code",
    )
    foreign = top.call("logistics.offline.send", tid=tid, sub_tid="1", **SHIP)
    assert shown(foreign)["sub_code"] == "isv.invalid-parameter:sub_tid"
    top.call("logistics.offline.send", tid=tid, **SHIP)
    again = top.call("logistics.offline.send", tid=tid, **SHIP)
    assert shown(again)["code"] == 15
    assert shown(again)["sub_code"] == "isv.logistics-offline-service-error:already-shipped"
    assert len(control.get("taobao/0/parcels")["parcels"]) == 1


def test_top_replaces_a_waybill(control: Control, top: Top) -> None:
    tid = to_ship(control, "taobao/0", 1)
    top.call("logistics.offline.send", tid=tid, **SHIP)
    top.call("logistics.consign.resend", tid=tid, company_code="ZTO", out_sid="ZT1")
    (parcel,) = control.get("taobao/0/parcels")["parcels"]
    assert (parcel["carrier"], parcel["waybill_no"]) == ("ZTO", "ZT1")


def test_top_sets_and_adds_stock_and_knows_items_without_skus(control: Control, top: Top) -> None:
    items = control.get("taobao/0/stock")["items"]
    tent = [item for item in items if item["sku_code"].startswith("SY-TENT")]
    pairs = ";".join(f"{item['sku_no']}:{at}" for at, item in enumerate(tent))
    top.call("skus.quantity.update", num_iid=tent[0]["listing_no"], skuid_quantities=pairs)
    more = f"{tent[0]['sku_code']}:5"
    top.call(
        "skus.quantity.update", num_iid=tent[0]["listing_no"], outerid_quantities=more, type="2"
    )
    stove = next(item for item in items if item["sku_code"].startswith("SY-WARM"))
    top.call("item.quantity.update", num_iid=stove["listing_no"], quantity="9")
    held = {i["sku_code"]: i["quantity"] for i in control.get("taobao/0/stock")["items"]}
    assert [held[item["sku_code"]] for item in tent] == [5, 1, 2]
    assert held[stove["sku_code"]] == 9
    ambiguous = top.call("item.quantity.update", num_iid=tent[0]["listing_no"], quantity="9")
    assert shown(ambiguous)["code"] == 41


def test_buyers_get_what_is_published_and_not_one_more(control: Control) -> None:
    code = control.get("jd/0/stock")["items"][0]["sku_code"]
    first = control.post("jd/0/buys", sku_code=code, tries=60, units=1)
    second = control.post("jd/0/buys", sku_code=code, tries=60, units=1)
    assert [(told["accepted"], told["sold_out"]) for told in (first, second)] == [(60, 0), (40, 20)]
    orders = control.get("jd/0/orders")["orders"]
    bought = [*first["orders"], *second["orders"]]
    assert sorted(order["external_no"] for order in orders) == sorted(bought)
    assert {(o["status"], o["lines"][0]["sku_code"]) for o in orders} == {("to_ship", code)}


def test_top_lists_refunds_newest_first_in_the_platforms_words(control: Control, top: Top) -> None:
    control.place("taobao/0", count=5, status="to_ship")
    control.post("taobao/0/cases", count=60, spread_seconds=600)
    now = time.time()
    answer = top.call(
        "refunds.receive.get",
        fields="refund_id,status,modified,refund_fee,dispute_type",
        start_modified=china_text(now - 3600),
        end_modified=china_text(now + 5),
        use_has_next="true",
    )["refunds_receive_get_response"]
    rows = answer["refunds"]["refund"]
    times = [row["modified"] for row in rows]
    assert (len(rows), answer["has_next"]) == (40, True)
    assert times == sorted(times, reverse=True)
    assert {type(row["refund_id"]) for row in rows} == {int}
    assert set(rows[0]) == {"refund_id", "status", "modified", "refund_fee", "dispute_type"}


def test_top_hands_messages_out_until_they_are_confirmed(control: Control, top: Top) -> None:
    group = {"group_name": "default", "quantity": "50"}
    to_ship(control, "taobao/0")
    assert top.call("tmc.user.permit", topics="taobao_trade_TradeBuyerPay")
    tid = to_ship(control, "taobao/0")
    first = top.call("tmc.messages.consume", **group)["tmc_messages_consume_response"]
    (message,) = first["messages"]["tmc_message"]
    assert message["topic"] == "taobao_trade_TradeBuyerPay"
    assert f'"tid":{tid}' in message["content"]
    empty = top.call("tmc.messages.consume", **group)["tmc_messages_consume_response"]
    assert "messages" not in empty
    control.post("taobao/0/messages/again")
    second = top.call("tmc.messages.consume", **group)["tmc_messages_consume_response"]
    assert second["messages"]["tmc_message"] == [message]
    top.call("tmc.messages.confirm", group_name="default", s_message_ids=str(message["id"]))
    control.post("taobao/0/messages/again")
    third = top.call("tmc.messages.consume", **group)["tmc_messages_consume_response"]
    assert "messages" not in third


def jos_result(jos: Jos, method: str, business: Json, inner: str) -> Json:
    answer = jos.call(method, business)
    return answer[f"jingdong_{method.replace('.', '_')}_responce"][inner]


def test_jd_takes_a_whole_order_once(control: Control, jos: Jos) -> None:
    number = to_ship(control, "jd/0")
    wish = {"orderId": number, "logiCoprId": "463", "logiNo": "YT1"}
    taken, again = (
        jos_result(jos, "pop.order.shipment", wish, "sopjosshipment_result") for _ in "ab"
    )
    assert (taken["success"], again["success"]) == (True, False)
    asked = {"order_id": number, "optional_fields": "orderState,waybill,logisticsId"}
    order = jos_result(jos, "pop.order.get", asked, "orderDetailInfo")["orderInfo"]
    assert (order["waybill"], order["logisticsId"]) == ("YT1", "463")
    assert order["orderState"] == "WAIT_GOODS_RECEIVE_CONFIRM"


def test_jd_lists_applications_by_either_time_and_counts_fen(control: Control, jos: Jos) -> None:
    control.place("jd/0", count=2, status="to_ship")
    before = china_text(time.time() - 600).replace(" ", "T") + "+08:00"
    cases = control.post("jd/0/cases", count=2, status="requested", created_at=before)["cases"]
    control.patch(f"jd/0/cases/{cases[0]['case_no']}", status="success")
    method, now = "pop.afs.soa.refundapply.queryPageList", time.time()

    def asked(clock: str, since: float) -> list[Any]:
        span = {f"{clock}TimeStart": china_text(since), f"{clock}TimeEnd": china_text(now + 5)}
        found = jos_result(jos, method, {**span, "pageIndex": 1, "pageSize": 50}, "queryResult")
        return [(str(row["id"]), row["applyRefundSum"]) for row in found["result"]]

    amounts = [(case["case_no"], case["amount_minor"]) for case in cases]
    assert asked("apply", now - 900) == amounts
    assert asked("apply", now - 60) == []
    assert asked("check", now - 60) == amounts[:1]


async def test_a_write_answered_with_silence_has_happened(control: Control, top: Top) -> None:
    tid = to_ship(control, "taobao/0", 1)
    control.arm("silent_after_write", channel="taobao", args={"seconds": 600})
    form = top.signed("logistics.offline.send", tid=tid, **SHIP)
    async with httpx.AsyncClient(trust_env=False, timeout=300) as patient:
        asking = asyncio.create_task(patient.post(top.url, data=form))
        while not control.hits("silent_after_write"):  # noqa: ASYNC110 - another process counts
            await asyncio.sleep(0.02)
        assert [p["external_no"] for p in control.get("taobao/0/parcels")["parcels"]] == [tid]
        assert not asking.done()
        asking.cancel()
        await asyncio.wait([asking])


def test_a_read_is_never_silent_for_a_write(control: Control, top: Top) -> None:
    tid = to_ship(control, "taobao/0")
    control.arm("silent_after_write", channel="taobao", args={"seconds": 5})
    assert len(lines_of(top, tid)) == 2
    assert control.hits("silent_after_write") == 0
