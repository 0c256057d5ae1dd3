"""Signatures against the vectors of the channel reference (§12) and the webhook standard."""

import base64
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from orderhub.connector_kit.sealed import opened
from orderhub.connector_kit.signing import wrapped_md5
from orderhub.connectors.douyin import signing as doudian
from orderhub.connectors.kuaishou.signing import sign as kuaishou_sign
from orderhub.connectors.pinduoduo.signing import message_digest
from orderhub.connectors.shopify import notices as shopify
from orderhub.connectors.shopify.signing import callback_sign
from orderhub.connectors.taobao.signing import sign
from orderhub.connectors.website.signing import verify_push
from orderhub.connectors.woocommerce import notices as hooks
from orderhub.connectors.woocommerce import signing as woocommerce
from orderhub.kernel.types import Refusal

TOP = {
    "app_key": "12345678",
    "fields": "tid,status,payment,orders",
    "format": "json",
    "method": "taobao.trade.fullinfo.get",
    "session": "test-session",
    "tid": "2100000000000000001",
    "timestamp": "2026-01-02 03:04:05",
    "v": "2.0",
}
JD_OFFICIAL = {
    "360buy_param_json": '{"end_date":null,"optional_fields":null,'
    '"order_state":"WAIT_SELLER_STOCK_OUT","page":"1","page_size":"200","start_date":null}',
    "access_token": "yourtoken",
    "app_key": "yourappkey",
    "method": "jingdong.pop.order.search",
    "timestamp": "2021-05-07 09:20:39.683+0800",
    "v": "2.0",
}
JD_OWN = {
    "360buy_param_json": '{"optional_fields":"orderId,orderState","order_id":"300000000001"}',
    "access_token": "test-token",
    "app_key": "APPKEY",
    "method": "jingdong.pop.order.get",
    "timestamp": "2026-01-02 03:04:05.000+0800",
    "v": "2.0",
}
PINDUODUO = {
    "access_token": "tok",
    "client_id": "cid",
    "data_type": "JSON",
    "order_sn": "260102-000000000000001",
    "timestamp": "1767294245",
    "type": "pdd.order.information.get",
}
KUAISHOU = {
    "access_token": "tok",
    "appkey": "ks0000000000000001",
    "method": "open.order.detail",
    "param": '{"oid":2600000000000001}',
    "timestamp": "1767294245000",
    "version": "1",
}
KUAISHOU_SECRET = "MDEyMzQ1Njc4OWFiY2RlZg=="  # noqa: S105 - of the published vector
KUAISHOU_PUSH = (
    b"1KwOhRNJcUJFsEQep77V4p6KDuCK3jKC1aIVEPLPYtbbedT2AXfGixkx+nEcDomVZMaXAAIJ8Fmg4vdhNKzEkw=="
)
NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
OLD, NEW = "whsec_" + base64.b64encode(b"o" * 24).decode(), "whsec_bmV3LXNlY3JldC0wMDAwMDE"
BODY = b'{"orders": []}'


@pytest.mark.parametrize(
    ("method", "wanted"),
    [
        ("md5", "C92A964838D9363438B3211B8684B8E9"),
        ("hmac", "B2D7A8A8CBE6D0B7124465C1C2E3A7DE"),
        ("hmac-sha256", "067FE5B656A879984AF5E9F2DB20D9990037F0284EBDD99128CD6DBA08230FBC"),
    ],
)
def test_top_signs_as_published(method: str, wanted: str) -> None:
    params = {**TOP, "sign_method": method, "sign": "ignored", "empty": ""}
    assert sign(params, "helloworld") == wanted


def test_a_way_back_is_signed_as_published() -> None:
    query = {
        "hmac": "ignored",
        "timestamp": "1767294245",
        "code": "abc",
        "state": "nonce",
        "shop": "demo.myshopify.com",
    }
    wanted = "749985e2a457a7afad655a377d38792b7e896e576eeec1c1299d194960977405"
    assert callback_sign(query, "helloworld") == wanted


def test_a_store_over_http_signs_as_published() -> None:
    params = {
        "per_page": "100",
        "oauth_consumer_key": "ck_test",
        "oauth_nonce": "nonce1",
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_timestamp": "1767294245",
    }
    url = "http://shop.example.com/wp-json/wc/v3/orders"
    wanted = "5RG3WRRhTAxWwy47zpkRJv9s8CT0A/oBk9SY66x5xCQ="
    assert woocommerce.sign("GET", url, params, "cs_test") == wanted


def test_jos_signs_as_published() -> None:
    assert wrapped_md5(JD_OFFICIAL, "yourappSecret") == "D70825340F4084360B9362B60DFD7930"
    assert wrapped_md5(JD_OWN, "helloworld") == "8D523291117AFEE448FA873CCC806DDA"


@pytest.mark.parametrize(
    ("method", "wanted"),
    [
        ("MD5", "cc54f51408eae52c3b3ea0b9c4297f6e"),
        ("HMAC_SHA256", "UJbbhk3LGkjSIpppwGuDJLMsc+r0us9IAAakAf7NI8Y="),
    ],
)
def test_kuaishou_signs_as_published(method: str, wanted: str) -> None:
    params = {**KUAISHOU, "signMethod": method, "sign": "ignored", "app_secret": "not signed"}
    assert kuaishou_sign(params, "helloworld") == wanted


def test_doudian_signs_as_published() -> None:
    param_json = doudian.canonical({"shop_order_id": "4800000000000000001"})
    key, at = "7000000000000000001", "1767294245"
    wanted = "e9a549b5e70ffd16b970930d6d00661067bf6993db16d48243a78aaa4c2fbf4c"
    assert doudian.sign(key, "order.orderDetail", param_json, at, "helloworld") == wanted


def test_what_doudian_signs_is_sorted_at_every_level_and_escapes_nothing() -> None:
    params = {"b": [{"z": 1, "a": "<&>/地址"}], "a": {"y": False, "x": 10}}
    wanted = '{"a":{"x":10,"y":false},"b":[{"a":"<&>/地址","z":1}]}'
    assert (doudian.canonical(params), doudian.canonical({})) == (wanted, "{}")


def test_doudian_signs_a_push_as_published() -> None:
    body = rb'[{"tag":"101","msg_id":"1","data":"{\"p_id\":1}"}]'
    signature = doudian.event_sign("7000000000000000001", body, "helloworld")
    assert signature == "a1b61013f1668cd2b9cf9f798402dfe9"


def test_pinduoduo_signs_as_published() -> None:
    assert wrapped_md5(PINDUODUO, "helloworld") == "91809C5F0DF62C07943CC8FD115A9EB5"
    digest = "OTgxODMwNDI2NWZiN2NiNzA2NzIxOTI0ZjJlMDMxMjE="
    assert message_digest("app", "1700000000000", "secret") == digest


def test_a_kuaishou_message_opens_as_published() -> None:
    message = opened(KUAISHOU_SECRET, KUAISHOU_PUSH)
    assert message == {"event": "kwaishop_order_paySuccess", "info": '{"oid":1}'}


def signed(secret: str, at: datetime = NOW, body: bytes = BODY, scheme: str = "v1") -> str:
    text = secret.removeprefix("whsec_")
    key = base64.b64decode(text + "=" * (-len(text) % 4))
    content = b"msg_1." + str(int(at.timestamp())).encode() + b"." + body
    return f"{scheme},{base64.b64encode(hmac.digest(key, content, 'sha256')).decode()}"


def push(signature: str, at: datetime = NOW) -> dict[str, str]:
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }


def test_a_push_signed_with_any_of_the_secrets_names_its_message() -> None:
    keys = {"webhook_secret": f"{OLD} {NEW}"}
    for secret in (OLD, NEW):
        signature = f"v1,bm90IHRoaXMgb25l {signed(secret)}"
        assert verify_push(keys, push(signature), BODY, NOW) == "msg_1"


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ({}, BODY, "signature_missing"),
        (push(""), BODY, "signature_missing"),
        (push(signed(OLD)), BODY, "signature_wrong"),
        (push(signed(NEW)), BODY + b" ", "signature_wrong"),
        (push(signed(NEW, scheme="v0")), BODY, "signature_wrong"),
        (push("v1,"), BODY, "signature_wrong"),
        (push("v1,äöü"), BODY, "signature_wrong"),
        ({**push(signed(NEW)), "webhook-id": "msg_2"}, BODY, "signature_wrong"),
        ({**push(signed(NEW)), "webhook-timestamp": "soon"}, BODY, "signature_stale"),
        ({**push(signed(NEW)), "webhook-timestamp": "-1"}, BODY, "signature_stale"),
        (push(signed(NEW), NOW - timedelta(minutes=6)), BODY, "signature_stale"),
        (push(signed(NEW), NOW + timedelta(minutes=6)), BODY, "signature_stale"),
    ],
)
def test_any_other_push_is_refused(headers: dict[str, str], body: bytes, code: str) -> None:
    outcome = verify_push({"webhook_secret": NEW}, headers, body, NOW)
    assert isinstance(outcome, Refusal)
    assert outcome.code == code


def test_a_shop_without_a_secret_believes_no_signature() -> None:
    outcome = verify_push({}, push(signed(NEW)), BODY, NOW)
    assert isinstance(outcome, Refusal)


HOOK, HOOK_SIGN = b'{"id":1,"status":"processing"}', "AxmXrxA3D/6e8OY7Y6Go1uK86bvMI5j17X0Yj/tTwyI="


@pytest.mark.parametrize("secrets", ["helloworld", "newer helloworld"])
def test_a_stores_webhook_is_signed_as_published(secrets: str) -> None:
    keys = {"webhook_secret": secrets, "consumer_secret": "cs_1"}
    headers = {"x-wc-webhook-signature": HOOK_SIGN, "x-wc-webhook-delivery-id": "d1"}
    assert hooks.verify_push(keys, headers, HOOK, NOW) == "d1"
    assert isinstance(hooks.verify_push(keys, headers, HOOK + b" ", NOW), Refusal)
    assert isinstance(hooks.verify_push({"consumer_secret": "cs"}, headers, HOOK, NOW), Refusal)


def test_a_webhook_without_a_secret_of_its_own_is_signed_with_the_consumer_secret() -> None:
    headers = {"x-wc-webhook-signature": HOOK_SIGN}
    assert hooks.verify_push({"consumer_secret": "helloworld"}, headers, HOOK, NOW) == HOOK_SIGN


def test_the_form_of_a_saved_webhook_is_let_in_and_says_nothing() -> None:
    keys = {"consumer_secret": "cs_1"}
    assert hooks.verify_push(keys, {}, b"webhook_id=12", NOW) == "webhook_id=12"
    assert hooks.read_notices(keys, b"webhook_id=12") == ()
    assert isinstance(hooks.verify_push(keys, {}, b"webhook_id=12&id=1", NOW), Refusal)


def test_shopifys_webhook_is_signed_as_published() -> None:
    headers = {"x-shopify-hmac-sha256": HOOK_SIGN, "x-shopify-event-id": "e1"}
    assert shopify.verify_push({"client_secret": "helloworld"}, headers, HOOK, NOW) == "e1"
    assert isinstance(shopify.verify_push({"client_secret": "x"}, headers, HOOK, NOW), Refusal)
