"""Kuaishou's wire: form, signature, windows, cursors, parts of orders, tokens."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from orderhub_sandbox.kuaishou import signature
from orderhub_sandbox.kuaishou.messages import seal
from tests.sandbox.wires import Control, Json

SECRET = "helloworld"  # noqa: S105 - the secret of the published vectors
VECTOR = {
    "access_token": "tok",
    "appkey": "ks0000000000000001",
    "method": "open.order.detail",
    "param": '{"oid":2600000000000001}',
    "timestamp": "1767294245000",
    "version": "1",
}
HOUR = 3600
NAMES = ("access_token", "appkey", "method", "param", "signMethod", "timestamp", "version")


@dataclass
class Kwai:
    """One Kuaishou shop as a caller sees it."""

    http: httpx.Client
    url: str
    shop: Json

    def signed(self, method: str, business: Json, **changed: str) -> dict[str, str]:
        """The form of a call; keyword `_name` overrides a system parameter."""
        params = {
            "appkey": self.shop["app_key"],
            "access_token": self.shop["access_token"],
            "method": method,
            "version": "1",
            "timestamp": str(int(time.time() * 1000)),
            "signMethod": "MD5",
            "param": json.dumps(business),
        }
        params |= {name.removeprefix("_"): value for name, value in changed.items()}
        text = "&".join(f"{name}={params[name]}" for name in NAMES)
        text += f"&signSecret={self.shop['sign_secret']}"
        if params["signMethod"] == "MD5":
            return {"sign": hashlib.md5(text.encode()).hexdigest(), **params}  # noqa: S324
        digest = hmac.digest(self.shop["sign_secret"].encode(), text.encode(), "sha256")
        return {"sign": base64.b64encode(digest).decode(), **params}

    def get(self, method: str, business: Json, **changed: str) -> Json:
        url = f"{self.url}/{method.replace('.', '/')}"
        return self.http.get(url, params=self.signed(method, business, **changed)).json()

    def listed(self, start: float, end: float, **changed: Any) -> Json:
        """`data` of a list answer, or the refusal."""
        business = {
            "orderViewStatus": 1,
            "pageSize": 50,
            "sort": 1,
            "queryType": 2,
            "beginTime": int(start * 1000),
            "endTime": int(end * 1000),
            "cursor": "",
        } | changed
        body = self.get("open.order.cursor.list", business)
        return body["data"] if body["result"] == 1 else body

    def refresh(self, token: str) -> Json:
        form = {
            "app_id": self.shop["app_key"],
            "app_secret": self.shop["app_secret"],
            "grant_type": "refresh_token",
            "refresh_token": token,
        }
        return self.http.post(f"{self.url}/oauth2/refresh_token", data=form).json()


@pytest.fixture
def kwai(printed: Json, control: Control) -> Kwai:
    place = printed["channels"]["kuaishou"]
    return Kwai(control.http, place["base_url"], place["shops"][0])


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("MD5", "cc54f51408eae52c3b3ea0b9c4297f6e"),
        ("HMAC_SHA256", "UJbbhk3LGkjSIpppwGuDJLMsc+r0us9IAAakAf7NI8Y="),
    ],
)
def test_the_published_signatures(how: str, expected: str) -> None:
    assert signature.sign_of({**VECTOR, "signMethod": how}, SECRET) == expected


def test_the_published_message() -> None:
    plain = b'{"event":"kwaishop_order_paySuccess","info":"{\\"oid\\":1}"}'
    assert seal("MDEyMzQ1Njc4OWFiY2RlZg==", plain) == (
        b"1KwOhRNJcUJFsEQep77V4p6KDuCK3jKC1aIVEPLPYtbbedT2AXfGixkx+nEcDomVZMaXAAIJ8Fmg4vdhNKzEkw=="
    )


@pytest.mark.parametrize("how", ["MD5", "HMAC_SHA256"])
def test_both_signatures_are_taken(kwai: Kwai, how: str) -> None:
    assert kwai.get("open.order.detail", {"oid": 1}, _signMethod=how)["result"] == 2001


@pytest.mark.parametrize(
    ("changed", "result"),
    [
        ({"_appkey": "ks1"}, 100200101),
        ({"_access_token": "stolen"}, 100200102),
        ({"_access_token": ""}, 100200102),
        ({"_version": "2"}, 100200100),
        ({"_timestamp": "now"}, 100200100),
        ({"_method": "open.order.cursor.list"}, 9006),
    ],
)
def test_what_is_wrong_is_refused_with_http_200(
    kwai: Kwai, changed: dict[str, str], result: int
) -> None:
    assert kwai.get("open.order.detail", {"oid": 1}, **changed)["result"] == result


def test_a_signature_is_checked_over_the_bytes_received(kwai: Kwai) -> None:
    form = kwai.signed("open.order.detail", {"oid": 1})
    url = f"{kwai.url}/open/order/detail"
    touched = kwai.http.get(url, params={**form, "param": '{"oid":2}'}).json()
    assert touched["result"] == 9001
    assert kwai.http.post(url, data=form).json()["result"] == 100200100


@pytest.mark.parametrize(
    "changed",
    [
        {"pageSize": 51},
        {"pageSize": 0},
        {"orderViewStatus": 8},
        {"queryType": 3},
        {"beginTime": 0},
        {"endTime": 0},
        {"beginTime": int((time.time() - 8 * 86400) * 1000)},
        {"cursor": "7_2"},
        {"cursor": "nomore"},
    ],
)
def test_windows_pages_and_cursors_are_refused_and_never_clamped(kwai: Kwai, changed: Json) -> None:
    now = time.time()
    assert kwai.listed(now - HOUR, now, **changed)["result"] == 2001


def test_a_list_is_newest_first_and_ends_with_nomore(control: Control, kwai: Kwai) -> None:
    placed = control.place("kuaishou/0", count=70, status="to_ship", spread_seconds=HOUR)
    now = time.time()
    first = kwai.listed(now - 2 * HOUR, now + 5)
    rest = kwai.listed(now - 2 * HOUR, now + 5, cursor=first["cursor"], endTime=first["endTime"])
    rows = first["orderList"] + rest["orderList"]
    times = [row["orderBaseInfo"]["updateTime"] for row in rows]
    assert times == sorted(times, reverse=True)
    assert (len(first["orderList"]), rest["cursor"]) == (50, "nomore")
    assert {str(row["orderBaseInfo"]["oid"]) for row in rows} == {
        order["external_no"] for order in placed
    }


def test_a_list_names_the_parts_of_an_order_and_the_detail_shows_them(
    control: Control, kwai: Kwai
) -> None:
    (order,) = control.place("kuaishou/0", count=1, status="to_ship", lines=[3, 3])
    now = time.time()
    (row,) = kwai.listed(now - HOUR, now + 5)["orderList"]
    assert len(row["subOrderInfo"]) == 3
    assert "subOrderDetail" not in row
    detail = kwai.get("open.order.detail", {"oid": int(order["external_no"])})["data"]
    parts = [part["subOrderBaseInfo"]["oid"] for part in detail["subOrderDetail"]]
    assert parts == [part["subOrderId"] for part in row["subOrderInfo"]]


def test_people_are_ciphertext_of_their_order(control: Control, kwai: Kwai) -> None:
    (order,) = control.place("kuaishou/0", count=1, status="to_ship")
    detail = kwai.get("open.order.detail", {"oid": int(order["external_no"])})["data"]
    address = detail["orderAddress"]
    assert order["recipient"]["name"] not in str(address)
    assert address["desensitiseMobile"].startswith(order["recipient"]["phone"][:3])


def test_renewed_tokens_leave_the_old_access_token_and_kill_the_old_refresh_token_slowly(
    control: Control, kwai: Kwai
) -> None:
    old = kwai.shop["refresh_token"]
    first = kwai.refresh(old)
    assert first["result"] == 1
    assert first["refresh_token"] != old
    for token in (kwai.shop["access_token"], first["access_token"]):
        assert kwai.get("open.order.detail", {"oid": 1}, _access_token=token)["result"] == 2001
    assert kwai.refresh(old)["result"] == 1
    control.post("clock", offset_seconds=301)
    assert kwai.refresh(old)["result"] == 100200102


def test_a_renewed_refresh_token_inherits_what_is_left(control: Control, kwai: Kwai) -> None:
    first = kwai.refresh(kwai.shop["refresh_token"])
    control.post("clock", offset_seconds=100 * 86400)
    second = kwai.refresh(first["refresh_token"])
    assert second["refresh_token_expires_in"] <= 80 * 86400 + 5
    control.post("clock", offset_seconds=181 * 86400)
    assert kwai.refresh(second["refresh_token"])["result"] == 100200102


def test_an_expired_access_token_stays_so(control: Control, kwai: Kwai) -> None:
    control.post("kuaishou/0/token", state="expired")
    fresh = kwai.refresh(kwai.shop["refresh_token"])
    stale = kwai.get("open.order.detail", {"oid": 1})
    assert stale["result"] == 100200102
    known = kwai.get("open.order.detail", {"oid": 1}, _access_token=fresh["access_token"])
    assert known["result"] == 2001
