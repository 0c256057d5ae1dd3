"""Doudian's wire: signature, tokens, lists, refusals."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from orderhub_sandbox.douyin import signature
from tests.sandbox.wires import Control, Json

HOUR, DAY = 3600, 86400


@dataclass
class Doudian:
    """One Douyin shop as a caller sees it, written from the channel reference."""

    http: httpx.Client
    base_url: str
    shop: Json

    def call(self, method: str, business: Json, **changed: Any) -> Json:
        """A signed call; keyword `_name` overrides a system parameter, `body` the body."""
        body = changed.pop("body", None) or json.dumps(
            business, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        headers = changed.pop("headers", {"x-open-no-old-err-code": "1"})
        params = {
            "app_key": self.shop["app_key"],
            "method": method,
            "access_token": self.shop["access_token"],
            "timestamp": str(int(time.time())),
            "v": "2",
            "sign_method": "hmac-sha256",
        } | {name.removeprefix("_"): value for name, value in changed.items()}
        secret, text = self.shop["app_secret"], f"app_key{params['app_key']}method{method}"
        text = f"{secret}{text}param_json{body}timestamp{params['timestamp']}v2{secret}"
        if params["sign_method"] == "md5":
            params.setdefault("sign", hashlib.md5(text.encode()).hexdigest())  # noqa: S324
        else:
            signed = hmac.new(secret.encode(), text.encode(), "sha256").hexdigest()
            params.setdefault("sign", signed)
        url = f"{self.base_url}/{method.replace('.', '/')}"
        return self.http.post(url, params=params, content=body.encode(), headers=headers).json()

    def listed(self, start: float, end: float, **changed: Any) -> Json:
        window = {"update_time_start": int(start), "update_time_end": int(end)}
        wish = {"page": 0, "size": 50, "order_by": "update_time", **window, **changed}
        return self.call("order.searchList", wish)

    def refresh(self) -> Json:
        grant = {"grant_type": "refresh_token", "refresh_token": self.shop["refresh_token"]}
        return self.call("token.refresh", grant)


@pytest.fixture
def shop(printed: Json, control: Control) -> Doudian:
    place = printed["channels"]["douyin"]
    return Doudian(control.http, place["base_url"], place["shops"][0])


CALL = {
    "app_key": "7000000000000000001",
    "method": "order.orderDetail",
    "param_json": '{"shop_order_id":"4800000000000000001"}',
    "timestamp": "1767294245",
    "v": "2",
}


def test_signatures_are_those_of_the_reference() -> None:
    wanted = "e9a549b5e70ffd16b970930d6d00661067bf6993db16d48243a78aaa4c2fbf4c"
    assert signature.sign_of({**CALL, "sign_method": "hmac-sha256"}, "helloworld") == wanted
    assert signature.sign_of(CALL, "helloworld") == "1c86eb58cc8b510b5a53fafbca88dc5f"
    body = rb'[{"tag":"101","msg_id":"1","data":"{\"p_id\":1}"}]'
    pushed = signature.event_sign_of(CALL["app_key"], body, "helloworld")
    assert pushed == "a1b61013f1668cd2b9cf9f798402dfe9"


@pytest.mark.parametrize(
    ("changed", "code", "sub_code"),
    [
        ({"_sign": "0" * 64}, 40003, "isv.signature-invalid"),
        ({"_sign": ""}, 40001, "isv.signature-missing"),
        ({"body": '{"size": 1}'}, 40003, "isv.signature-invalid"),
        ({"body": '{"size":1,"page":0}'}, 40003, "isv.signature-invalid"),
        ({"_timestamp": "1767294245"}, 40003, "isv.timestamp-invalid"),
        ({"_access_token": "nobody"}, 40003, "isv.access-token-no-existed"),
        ({"_app_key": "1"}, 30001, "dop.app-forbidden"),
    ],
)
def test_a_wrong_call_is_refused_in_the_platforms_own_words(
    shop: Doudian, changed: Json, code: int, sub_code: str
) -> None:
    told = shop.call("order.searchList", {}, **changed)
    assert (told["code"], told["sub_code"]) == (code, sub_code)


def test_md5_is_still_taken_and_old_codes_are_given_without_the_header(shop: Doudian) -> None:
    told = shop.call("order.logisticsCompanyList", {}, _sign_method="md5", headers={})
    assert (told["err_no"], told["message"], "code" in told) == (0, "success", False)


@pytest.mark.parametrize(
    ("wish", "number"),
    [
        ({"page": 0, "size": 10}, "20011"),
        ({"page": 0, "size": 10, "update_time_start": 1}, "20012"),
        ({"page": 0, "size": 101, "update_time_start": 1, "update_time_end": 2}, "20008"),
        (
            {
                "page": 0,
                "size": 10,
                "order_by": "update_time",
                "update_time_start": 1,
                "update_time_end": 2,
            },
            "20022",
        ),
    ],
)
def test_a_list_is_refused_and_never_clamped(shop: Doudian, wish: Json, number: str) -> None:
    told = shop.call("order.searchList", wish)
    assert (told["code"], told["sub_code"]) == (50002, f"isv.business-failed:{number}")


def test_pages_count_from_zero_and_go_the_way_asked_for(control: Control, shop: Doudian) -> None:
    control.place("douyin/0", count=70, spread_seconds=600)
    now = time.time()
    first = shop.listed(now - HOUR, now, order_asc=False)["data"]
    second = shop.listed(now - HOUR, now, order_asc=False, page=1)["data"]
    assert (first["total"], len(first["shop_order_list"])) == (70, 50)
    rows = first["shop_order_list"] + second["shop_order_list"]
    times = [row["update_time"] for row in rows]
    assert times == sorted(times, reverse=True)
    assert len({row["order_id"] for row in rows}) == 70


def test_states_are_asked_for_by_combination(control: Control, shop: Doudian) -> None:
    for status in ("to_ship", "shipped", "completed"):
        control.place("douyin/0", count=2, status=status, spread_seconds=60)
    now = time.time()
    wish = [{"order_status": "2,3"}]
    rows = shop.listed(now - HOUR, now, combine_status=wish)["data"]["shop_order_list"]
    assert sorted(row["main_status"] for row in rows) == [2, 2, 3, 3]


def test_tokens_stay_the_same_until_their_last_hour(control: Control, shop: Doudian) -> None:
    control.post("douyin/0/token", state="expired")
    fresh = shop.refresh()["data"]
    assert fresh["access_token"] != shop.shop["access_token"]
    shop.shop = shop.shop | fresh
    assert shop.refresh()["data"]["access_token"] == fresh["access_token"]


def test_in_the_last_hour_tokens_are_new_and_afterwards_they_are_over(
    control: Control, shop: Doudian
) -> None:
    control.post("douyin/0/token", state="expired")
    shop.shop = shop.shop | shop.refresh()["data"]

    def later(seconds: int) -> dict[str, str]:
        control.post("clock", offset_seconds=seconds)
        return {"_timestamp": str(int(time.time()) + seconds)}

    carriers = "order.logisticsCompanyList"
    grant = {"grant_type": "refresh_token", "refresh_token": shop.shop["refresh_token"]}
    at = later(7 * DAY - 2 * HOUR)
    same = shop.call("token.refresh", grant, **at)["data"]
    assert same["access_token"] == shop.shop["access_token"]
    assert 0 < same["expires_in"] <= 2 * HOUR
    assert shop.call(carriers, {}, **later(7 * DAY + 1))["sub_code"] == "isv.access-token-expired"
    new = shop.call("token.refresh", grant, **later(7 * DAY - HOUR + 60))["data"]
    assert new["access_token"] != same["access_token"]
    told = shop.call(carriers, {}, **later(7 * DAY - HOUR + 60))
    assert told["sub_code"] == "isv.access-token-no-existed"


def test_a_self_use_app_needs_its_shops_id_alone(shop: Doudian) -> None:
    grant = {"grant_type": "authorization_self", "code": "", "shop_id": shop.shop["shop_id"]}
    told = shop.call("token.create", grant)["data"]
    assert told["shop_id"] == shop.shop["shop_id"]
    assert told["access_token"] == shop.shop["access_token"]
    other = shop.call("token.create", {**grant, "shop_id": "1"})
    assert (other["code"], other["sub_code"]) == (
        50001,
        "dop.token-generate-failed:code-expired",
    )


def test_a_closed_authorisation_needs_the_seller(control: Control, shop: Doudian) -> None:
    control.post("douyin/0/token", state="revoked")
    told = shop.call("order.logisticsCompanyList", {})
    assert (told["code"], told["sub_code"]) == (30001, "dop.authorization-closed")
    assert shop.refresh()["code"] == 50001
