"""Faults of the connection and the bytes: F4 to F9, F15."""

import json
import time
from email.utils import parsedate_to_datetime

import httpx
import pytest

from tests.sandbox.wires import Control, Jos, Top, china_text


def test_f4_is_a_gateway_page(control: Control, top: Top) -> None:
    control.arm("F4", times=2, args={"status": 503})
    replies = [top.post("time.get") for _ in range(3)]
    assert [reply.status_code for reply in replies] == [503, 503, 200]
    assert replies[0].headers["content-type"].startswith("text/html")


def test_f5_is_a_login_page_with_status_200(control: Control, top: Top) -> None:
    control.arm("F5")
    reply = top.post("time.get")
    assert reply.status_code == 200
    assert "登录" in reply.text


def test_f6_drips_slower_than_anybody_waits(control: Control, top: Top) -> None:
    control.arm("F6")
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(top.url, data=top.signed("time.get"), timeout=0.3, trust_env=False)


def test_f7_never_answers(control: Control, top: Top) -> None:
    control.arm("F7")
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(top.url, data=top.signed("time.get"), timeout=0.3, trust_env=False)
    assert "time_get_response" in top.call("time.get")


def test_f8_drops_the_connection_in_mid_body(control: Control, jos: Jos) -> None:
    control.arm("F8")
    with pytest.raises(httpx.RemoteProtocolError):
        jos.search(time.time() - 60, time.time())


def test_f8_can_send_half_a_document(control: Control, top: Top) -> None:
    control.arm("F8", args={"shape": "body"})
    reply = top.post("time.get")
    assert reply.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        reply.json()


def test_f9_is_no_utf8(control: Control, top: Top) -> None:
    control.arm("F9")
    with pytest.raises(UnicodeDecodeError):
        top.post("time.get").content.decode()


def test_f9_can_be_another_charset(control: Control, top: Top) -> None:
    control.place("taobao/0", count=1)
    control.arm("F9", args={"shape": "gbk"})
    wish = {"fields": "tid,orders", "start_modified": china_text(time.time() - 60)}
    reply = top.post("trades.sold.increment.get", end_modified=china_text(time.time() + 5), **wish)
    assert "title" in reply.content.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        reply.content.decode()


def test_f9_can_be_broken_gzip(control: Control, top: Top) -> None:
    control.arm("F9", args={"shape": "broken_gzip"})
    with pytest.raises(httpx.DecodingError):
        top.post("time.get")


def test_f15_shifts_the_clock_of_one_channel(control: Control, top: Top, jos: Jos) -> None:
    control.arm("F15", channel="jd", times=None, args={"offset_seconds": -900})
    now = time.time()
    assert jos.search(now - 60, now)["error_response"]["code"] == "8"
    reply = jos.post("pop.order.get", {}, timestamp=china_text(now - 900))
    assert "error_response" not in reply.json()
    assert abs(parsedate_to_datetime(reply.headers["date"]).timestamp() - (now - 900)) < 30
    assert "time_get_response" in top.call("time.get")
