"""Who may call TOP, and what TOP says to everybody else."""

import time

import httpx
import pytest

from tests.sandbox.wires import Control, Json, Top, china_text


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"_method": "taobao.no.such.method"}, 22),
        ({"_format": ""}, 23),
        ({"sign": "0" * 32}, 25),
        ({"_session": ""}, 26),
        ({"_session": "nobody"}, 27),
        ({"_app_key": ""}, 28),
        ({"_app_key": "1"}, 29),
        ({"_timestamp": ""}, 30),
        ({"_timestamp": china_text(time.time() - 1200)}, 31),
        ({"_v": "3.0"}, 33),
    ],
)
def test_wrong_system_parameter_has_its_own_code(
    top: Top, changed: dict[str, str], code: int
) -> None:
    reply = top.post("trade.get", fields="tid", tid="1", **changed)
    assert reply.status_code == 200
    assert reply.json()["error_response"]["code"] == code


def test_signature_covers_the_bytes_received(top: Top) -> None:
    good = top.post("time.get", note="a b")
    tampered = good.request.content.replace(b"a+b", b"a+c")
    reply = top.http.post(top.url, content=tampered, headers=good.request.headers)
    assert reply.json()["error_response"]["code"] == 25


def test_get_is_a_forbidden_verb(top: Top, http: httpx.Client) -> None:
    assert http.get(top.url).json()["error_response"]["code"] == 9


@pytest.mark.parametrize(
    ("state", "code", "sub_code"),
    [
        ("expired", 27, "session-expired"),
        ("revoked", 27, "invalid-sessionkey"),
        ("scope_missing", 11, "isv.permission-api-package-not-allowed"),
    ],
)
def test_token_state_has_its_own_answer(
    control: Control, top: Top, state: str, code: int, sub_code: str
) -> None:
    control.post("taobao/0/token", state=state)
    error = top.call("trade.get", fields="tid", tid="1")["error_response"]
    assert (error["code"], error["sub_code"]) == (code, sub_code)


def test_caller_outside_the_address_list_is_named(control: Control, top: Top) -> None:
    key = top.shop["app_key"]
    control.post("whitelist", channel="taobao", app_key=key, addresses=["203.0.113.7"])
    error = top.call("time.get")["error_response"]
    assert error["sub_code"] == "isv.permission-ip-whitelist-limit"
    assert "127.0.0.1" in error["sub_msg"]
    control.post("whitelist", channel="taobao", app_key=key, addresses=None)
    assert "time_get_response" in top.call("time.get")


def test_address_list_is_kept_per_app(control: Control, top: Top, printed: Json) -> None:
    key = top.shop["app_key"]
    control.post("whitelist", channel="taobao", app_key=key, addresses=[])
    shops = printed["channels"]["taobao"]["shops"]
    answers = [
        "time_get_response" in Top(top.http, top.url, shop).call("time.get") for shop in shops
    ]
    assert answers == [False, False, True]


def test_quotas_speak_with_the_platforms_text(control: Control, top: Top) -> None:
    control.post("taobao/0/quota", per_second=2)
    answers = [top.call("trade.get", fields="tid", tid="1")["error_response"] for _ in range(3)]
    assert answers[2]["code"] == 7
    assert "ban will last for 1 more seconds" in answers[2]["sub_msg"]
    control.post("taobao/0/quota", per_day=0)
    error = top.call("trade.get", fields="tid", tid="1")["error_response"]
    assert error["sub_code"] == "accesscontrol.limited-by-app-access-count"


def test_clock_of_the_sandbox_can_be_moved(control: Control, top: Top) -> None:
    control.post("clock", offset_seconds=3600)
    assert top.call("time.get")["error_response"]["code"] == 31
    ahead = china_text(time.time() + 3600)
    assert top.call("time.get", _timestamp=ahead)["time_get_response"]["time"] >= ahead[:16]


def test_calls_are_counted_by_outcome(control: Control, top: Top) -> None:
    top.call("time.get")
    top.call("time.get", sign="0" * 32)
    assert control.get("calls") == {"taobao": {"taobao.time.get": {"error:25": 1, "ok": 1}}}
