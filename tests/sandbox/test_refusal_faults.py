"""Faults in which the platform refuses: F1 to F3, F5, F17 to F19, F25."""

import time
from typing import Any

import pytest

from tests.sandbox.wires import Control, Jos, Json, Top


def _top_error(top: Top) -> Json:
    return top.call("time.get").get("error_response", {})


def _jd_error(jos: Jos) -> Json:
    now = time.time()
    return jos.search(now - 60, now).get("error_response", {})


@pytest.mark.parametrize(
    ("kind", "args", "code", "sub_code"),
    [
        ("F1", {}, 11, "isv.permission-ip-whitelist-limit"),
        ("F2", {}, 7, "accesscontrol.limited-by-api-access-count"),
        ("F3", {}, 7, "accesscontrol.limited-by-app-access-count"),
        ("F5", {"shape": "error"}, 15, "isp.top-remote-connection-timeout"),
        ("F25", {}, 22, "isv.api-offline"),
    ],
)
def test_top_says_it_in_its_own_words_and_once(
    control: Control, top: Top, kind: str, args: Json, code: int, sub_code: str
) -> None:
    control.arm(kind, channel="taobao", args=args)
    error = _top_error(top)
    assert (error["code"], error["sub_code"]) == (code, sub_code)
    assert _top_error(top) == {}
    assert control.hits(kind) == 1


@pytest.mark.parametrize(
    ("kind", "code"), [("F1", "66"), ("F2", "67"), ("F3", "2"), ("F25", "62"), ("F17", "19")]
)
def test_jd_says_it_in_its_own_words(control: Control, jos: Jos, kind: str, code: str) -> None:
    control.arm(kind, channel="jd")
    assert _jd_error(jos)["code"] == code


def test_throttle_can_be_a_429_with_retry_after(control: Control, top: Top) -> None:
    control.arm("F2", args={"status": 429, "seconds": 7})
    reply = top.post("time.get")
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "7")
    assert "7 more seconds" in reply.text


def test_fault_meets_only_the_place_it_names(control: Control, top: Top, printed: Json) -> None:
    other = Top(top.http, top.url, printed["channels"]["taobao"]["shops"][2])
    control.arm("F1", app_key=top.shop["app_key"], times=None)
    assert _top_error(top)["code"] == 11
    assert _top_error(other) == {}
    control.delete("faults")
    control.arm("F2", method="taobao.trade.get", times=None)
    assert _top_error(top) == {}
    control.delete("faults")
    control.arm("F2", shop=1, times=None)
    assert _top_error(top) == {}


def test_improbable_fault_strikes_the_same_calls_for_the_same_seed(
    control: Control, top: Top
) -> None:
    def pattern() -> list[bool]:
        fault = control.arm("F2", times=None, probability=0.5, seed=7)
        struck = [bool(_top_error(top)) for _ in range(12)]
        control.delete(f"faults/{fault}")
        return struck

    first = pattern()
    assert 0 < sum(first) < 12
    assert pattern() == first


@pytest.mark.parametrize("kind", ["F17", "F18"])
def test_token_expires_in_mid_sync_and_a_refresh_helps(
    control: Control, top: Top, kind: str
) -> None:
    control.arm(kind, shop=0, channel="taobao", args={"delay_ms": 10})
    assert top.call("trade.get", tid="1", fields="tid")["error_response"]["code"] == 27
    refresh = {"refresh_token": top.shop["refresh_token"], "_session": ""}
    assert "top_auth_token_refresh_response" in top.call("top.auth.token.refresh", **refresh)
    assert control.get("calls")["taobao"]["taobao.top.auth.token.refresh"] == {"ok": 1}


def test_second_refresh_with_the_same_token_fails(control: Control, top: Top) -> None:
    control.arm("F18", channel="taobao", args={"delay_ms": 10})
    refresh: dict[str, Any] = {"refresh_token": top.shop["refresh_token"], "_session": ""}
    answers = [top.call("top.auth.token.refresh", **refresh) for _ in range(2)]
    assert ["error_response" in answer for answer in answers] == [False, True]
    assert control.hits("F18") == 2


def test_revoked_shop_cannot_refresh(control: Control, top: Top) -> None:
    control.arm("F19", channel="taobao")
    assert top.call("trade.get", tid="1", fields="tid")["error_response"]["code"] == 27
    refresh = {"refresh_token": top.shop["refresh_token"], "_session": ""}
    assert "error_response" in top.call("top.auth.token.refresh", **refresh)


def test_unknown_fault_is_refused(control: Control) -> None:
    assert control.http.post(f"{control.url}/faults", json={"kind": "F99"}).status_code == 422
