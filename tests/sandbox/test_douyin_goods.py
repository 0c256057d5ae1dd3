"""Doudian's parcels, stock and ciphertext, as a caller sees them."""

import pytest

from tests.sandbox.test_douyin import Doudian, shop
from tests.sandbox.wires import Control, Json

__all__ = ["shop"]

FAILED = "isv.business-failed:"


def placed(control: Control, status: str = "to_ship", lines: int = 2) -> str:
    wish = {"count": 1, "status": status, "lines": [lines, lines], "spread_seconds": 60}
    return control.place("douyin/0", **wish)[0]["external_no"]


def detail(shop: Doudian, number: str) -> Json:
    told = shop.call("order.orderDetail", {"shop_order_id": number})
    return told["data"]["shop_order_detail"]


def pieces(row: Json, *positions: int) -> list[Json]:
    lines = [row["sku_order_list"][at] for at in positions]
    return [{"shipped_order_id": x["order_id"], "shipped_num": x["item_num"]} for x in lines]


PARCEL = {"company_code": "shunfeng", "logistics_code": "SF1000000001"}


@pytest.mark.parametrize(
    ("status", "changed", "number"),
    [
        ("pending_payment", {}, "60137"),
        ("paid_held", {}, "60109"),
        ("cancelled", {}, "60021"),
        ("shipped", {}, "60110"),
        ("to_ship", {"company_code": "pigeon"}, "60018"),
        ("to_ship", {"logistics_code": "?"}, "60017"),
    ],
)
def test_a_parcel_is_refused_by_number(
    control: Control, shop: Doudian, status: str, changed: Json, number: str
) -> None:
    wish = {"order_id": placed(control, status), **PARCEL, **changed}
    assert shop.call("order.logisticsAdd", wish)["sub_code"] == FAILED + number


def test_an_order_goes_in_several_parcels_and_one_gets_a_new_waybill(
    control: Control, shop: Doudian
) -> None:
    number = placed(control)
    row = detail(shop, number)
    packs = [
        {**PARCEL, "logistics_code": f"SF100000000{at}", "shipped_order_info": pieces(row, at)}
        for at in (0, 1)
    ]
    wish = {"order_id": number, "pack_list": packs, "request_id": "req-1"}
    assert shop.call("order.logisticsAddMultiPack", wish)["code"] == 10000
    whole = {"order_id": number, **PARCEL, "logistics_code": "SF1000000009"}
    assert shop.call("order.logisticsEdit", whole)["sub_code"] == f"{FAILED}60005"
    second = detail(shop, number)["logistics_info"][1]
    assert second["product_info"][0]["sku_order_id"] == row["sku_order_list"][1]["order_id"]
    pack = {**whole, "pack_id": second["delivery_id"]}
    assert shop.call("order.logisticsEditByPack", pack)["code"] == 10000
    waybills = [parcel["tracking_no"] for parcel in detail(shop, number)["logistics_info"]]
    assert waybills == ["SF1000000000", "SF1000000009"]


def test_a_request_is_taken_once_and_its_id_for_no_other_parcel(
    control: Control, shop: Doudian
) -> None:
    number = placed(control)
    wish = {
        "order_id_list": [number],
        "shipped_order_info": pieces(detail(shop, number), 0),
        "request_id": "req-1",
        **PARCEL,
    }
    for _ in range(2):
        assert shop.call("order.logisticsAddSinglePack", wish)["code"] == 10000
    row = detail(shop, number)
    assert (row["main_status"], len(row["logistics_info"])) == (101, 1)
    other = {**wish, "logistics_code": "SF1000000002"}
    told = shop.call("order.logisticsAddSinglePack", other)
    assert (told["code"], told["sub_code"]) == (40003, "isv.idempotent-id-existed")


def test_an_increment_of_stock_is_applied_once(control: Control, shop: Doudian) -> None:
    item = control.get("douyin/0/stock")["items"][0]
    wish = {"sku_id": item["sku_no"], "stock_num": 5, "incremental": True, "idempotent_id": "a"}
    assert shop.call("sku.syncStock", wish)["code"] == 10000
    assert shop.call("sku.syncStock", wish)["sub_code"] == f"{FAILED}40010"
    assert control.get("douyin/0/stock")["items"][0]["quantity"] == item["quantity"] + 5


def test_a_batch_of_which_some_stays_closed_is_refused_and_tells_the_rest(
    control: Control, shop: Doudian
) -> None:
    number, other = placed(control), placed(control)
    sealed = detail(shop, number)["encrypt_post_tel"]
    infos = [{"auth_id": no, "cipher_text": sealed} for no in (number, other)]
    told = shop.call("order.batchDecrypt", {"cipher_infos": infos, "account_type": "main_account"})
    assert told["sub_code"] == f"{FAILED}300008"
    opened, closed = told["data"]["decrypt_infos"]
    phone = control.get(f"douyin/0/orders/{number}")["recipient"]["phone"]
    assert (opened["decrypt_text"], opened["data_type"], opened["err_no"]) == (phone, 3, 0)
    assert (closed["decrypt_text"], closed["err_no"]) == ("", 300008)
