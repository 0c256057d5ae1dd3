"""Signatures agree with every vector of the channel reference."""

import base64
import time

import pytest

from orderhub_sandbox.jd import signature as jd
from orderhub_sandbox.taobao import signature as taobao
from orderhub_sandbox.website.push import sign
from tests.sandbox.wires import Jos, Top, china_text

SECRET = "helloworld"  # noqa: S105 - the secret of the published vectors
TOP_CALL = {
    "app_key": "12345678",
    "fields": "tid,status,payment,orders",
    "format": "json",
    "method": "taobao.trade.fullinfo.get",
    "session": "test-session",
    "tid": "2100000000000000001",
    "timestamp": "2026-01-02 03:04:05",
    "v": "2.0",
}


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("md5", "C92A964838D9363438B3211B8684B8E9"),
        ("hmac", "B2D7A8A8CBE6D0B7124465C1C2E3A7DE"),
        ("hmac-sha256", "067FE5B656A879984AF5E9F2DB20D9990037F0284EBDD99128CD6DBA08230FBC"),
    ],
)
def test_top_signature_is_the_one_of_the_reference(how: str, expected: str) -> None:
    assert taobao.sign_of({**TOP_CALL, "sign_method": how}, SECRET) == expected


def test_top_signature_skips_empty_values_and_itself() -> None:
    call = {**TOP_CALL, "sign_method": "md5", "status": "", "sign": "X"}
    assert taobao.sign_of(call, SECRET) == "C92A964838D9363438B3211B8684B8E9"


def test_jd_signature_is_the_official_example() -> None:
    business = (
        '{"end_date":null,"optional_fields":null,"order_state":"WAIT_SELLER_STOCK_OUT",'
        '"page":"1","page_size":"200","start_date":null}'
    )
    call = {
        "360buy_param_json": business,
        "access_token": "yourtoken",
        "app_key": "yourappkey",
        "method": "jingdong.pop.order.search",
        "timestamp": "2021-05-07 09:20:39.683+0800",
        "v": "2.0",
    }
    assert jd.sign_of(call, "yourappSecret") == "D70825340F4084360B9362B60DFD7930"


def test_jd_signature_is_the_one_of_the_reference() -> None:
    call = {
        "360buy_param_json": '{"optional_fields":"orderId,orderState","order_id":"300000000001"}',
        "access_token": "test-token",
        "app_key": "APPKEY",
        "method": "jingdong.pop.order.get",
        "timestamp": "2026-01-02 03:04:05.000+0800",
        "v": "2.0",
    }
    assert jd.sign_of(call, SECRET) == "8D523291117AFEE448FA873CCC806DDA"


def test_website_signature_is_the_standard_webhooks_example() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105
    body = b'{"test": 2432232314}'
    expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert base64.b64decode(secret.removeprefix("whsec_"))
    assert sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == expected


@pytest.mark.parametrize("how", ["md5", "hmac", "hmac-sha256"])
def test_top_accepts_each_sign_method_over_chinese_text(top: Top, how: str) -> None:
    assert "time_get_response" in top.call("time.get", _sign_method=how, note="备注 &=+%")


def test_jd_accepts_a_timestamp_with_milliseconds_and_zone(jos: Jos) -> None:
    text = f"{china_text(time.time())}.000+0800"
    business = {"order_id": "1", "optional_fields": "orderId"}
    assert "jingdong_pop_order_get_responce" in jos.call("pop.order.get", business, timestamp=text)
