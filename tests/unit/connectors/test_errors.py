"""Every code of the channels' error tables becomes its class (reference §1.9, §2.8, §5.3)."""

import orjson
import pytest

from orderhub.connector_kit.contract import Answer, Classify, Request
from orderhub.connectors.douyin import errors as douyin
from orderhub.connectors.jd import errors as jd
from orderhub.connectors.kuaishou import errors as kuaishou
from orderhub.connectors.shopify import errors as shopify
from orderhub.connectors.taobao import errors as taobao
from orderhub.connectors.woocommerce import errors as woocommerce
from orderhub.kernel import errors
from orderhub.kernel.errors import AddressBlocked, ConnectorError, RateLimited

ASK = Request(method="taobao.trades.sold.increment.get", params={})
JD_ASK = Request(method="jingdong.pop.order.enSearch", params={})
KUAISHOU_ASK = Request(method="open.order.cursor.list", params={})
ASKS: dict[Classify, Request] = {
    taobao.classify: ASK,
    jd.classify: JD_ASK,
    kuaishou.classify: KUAISHOU_ASK,
    douyin.classify: Request(method="order.searchList", params={}),
}
TOP = [
    (7, "accesscontrol.limited-by-api-access-count", errors.RateLimited),
    (9, "", errors.BadRequest),
    (10, "", errors.ChannelUnavailable),
    (11, "isv.permission-api-package-empty", errors.ScopeMissing),
    (11, "isv.permission-ip-whitelist-limit", errors.AddressBlocked),
    (12, "", errors.ScopeMissing),
    (13, "", errors.ScopeMissing),
    (15, "isv.trade-not-exist", errors.ChannelRefused),
    (15, "isp.top-remote-connection-timeout", errors.ChannelUnavailable),
    (21, "", errors.BadRequest),
    (22, "", errors.ScopeMissing),
    (25, "", errors.BadRequest),
    (26, "", errors.AuthExpired),
    (27, "session-expired", errors.AuthExpired),
    (27, "sessionkey-not-generated-by-server", errors.AuthRevoked),
    (29, "", errors.BadRequest),
    (30, "", errors.ClockSkewed),
    (31, "", errors.ClockSkewed),
    (33, "", errors.BadRequest),
    (41, "", errors.BadRequest),
    (42, "", errors.AuthRevoked),
    (47, "", errors.BadRequest),
    (52, "", errors.ChannelUnavailable),
    (53, "", errors.AuthRevoked),
    (520, "", errors.ChannelUnavailable),
    ("odd", "", errors.BadRequest),
]


def top(code: object, sub_code: str = "", message: str = "") -> ConnectorError:
    told = {"code": code, "sub_code": sub_code, "sub_msg": message}
    error = taobao.classify(200, {}, orjson.dumps({"error_response": told}), ASK)
    assert isinstance(error, ConnectorError)
    return error


@pytest.mark.parametrize(("code", "sub_code", "kind"), TOP)
def test_top_codes(code: object, sub_code: str, kind: type[ConnectorError]) -> None:
    error = top(code, sub_code)
    assert type(error) is kind
    assert error.method == ASK.method
    assert str(code) in error.channel_code


def test_a_ban_tells_its_seconds_and_a_daily_limit_its_day() -> None:
    ban = top(
        7, "accesscontrol.limited-by-api-access-count", "This ban will last for 9 more seconds"
    )
    day = top(7, "accesscontrol.limited-by-app-access-count")
    assert isinstance(ban, RateLimited)
    assert isinstance(day, RateLimited)
    assert (ban.retry_after_s, ban.daily) == (9, False)
    assert (day.retry_after_s, day.daily) == (None, True)


def test_a_blocked_address_is_named() -> None:
    error = top(11, "isv.permission-ip-whitelist-limit", "ip 203.0.113.9 is not in the whitelist")
    assert isinstance(error, AddressBlocked)
    assert "203.0.113.9" in error.detail


def test_the_platforms_free_text_is_not_repeated() -> None:
    error = top(15, "isv.bad\n<b>张三</b>", "receiver 13800000000")
    assert "13800000000" not in f"{error!r}{error.channel_code}"
    assert "<" not in error.channel_code


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("2", errors.RateLimited),
        ("4", errors.BadRequest),
        ("7", errors.ClockSkewed),
        ("8", errors.ClockSkewed),
        ("12", errors.BadRequest),
        ("15", errors.ScopeMissing),
        ("18", errors.AuthExpired),
        ("19", errors.AuthExpired),
        ("21", errors.BadRequest),
        ("24", errors.ScopeMissing),
        ("33", errors.ChannelUnavailable),
        ("62", errors.ScopeMissing),
        ("65", errors.ChannelUnavailable),
        ("66", errors.AddressBlocked),
        ("67", errors.RateLimited),
    ],
)
def test_jos_codes(code: str, kind: type[ConnectorError]) -> None:
    body = orjson.dumps({"error_response": {"code": code, "zh_desc": "坏", "en_desc": "bad"}})
    error = jd.classify(200, {}, body, JD_ASK)
    assert type(error) is kind


@pytest.mark.parametrize(
    ("node", "kind"),
    [
        ({"code": "11100006"}, errors.AuthRevoked),
        ({"code": "999"}, errors.ChannelRefused),
        (
            {"code": "0", "searchorderinfo_result": {"apiResult": {"success": False}}},
            errors.ChannelRefused,
        ),
        ({"code": "0", "searchorderinfo_result": {"apiResult": {"success": True}}}, Answer),
    ],
)
def test_jos_business_codes(node: dict[str, object], kind: type) -> None:
    body = orjson.dumps({"jingdong_pop_order_enSearch_responce": node})
    assert type(jd.classify(200, {}, body, JD_ASK)) is kind


@pytest.mark.parametrize(
    ("result", "message", "kind"),
    [
        (100200100, "", errors.BadRequest),
        (100200101, "", errors.BadRequest),
        (100200102, "access_denied", errors.AuthExpired),
        ("100200102", "", errors.AuthExpired),
        (100200102, "token has no scope", errors.ScopeMissing),
        (100200103, "", errors.BadRequest),
        (100200104, "", errors.BadRequest),
        (100200105, "", errors.AuthRevoked),
        (100200106, "", errors.ScopeMissing),
        (100200107, "", errors.BadRequest),
        (100200500, "", errors.ChannelUnavailable),
        (100200999, "", errors.BadRequest),
        (21, "IP 203.0.113.9 不在白名单中", errors.AddressBlocked),
        (22, "调用过于频繁,请稍后再试", errors.RateLimited),
        (23, "今日配额已用完", errors.RateLimited),
        (24, "系统繁忙,请稍后再试", errors.ChannelUnavailable),
        (25, "接口已下线", errors.ScopeMissing),
        (26, "签名校验失败", errors.BadRequest),
        (2001, "订单不存在", errors.ChannelRefused),
    ],
)
def test_kuaishou_codes_and_words(result: object, message: str, kind: type[ConnectorError]) -> None:
    body = orjson.dumps({"result": result, "error_msg": message})
    error = kuaishou.classify(200, {}, body, KUAISHOU_ASK)
    assert isinstance(error, ConnectorError)
    assert type(error) is kind
    assert error.channel_code == str(result)
    assert not message or message not in f"{error!r} {error.detail}"
    if isinstance(error, RateLimited):
        assert error.daily == ("今日" in message)


def test_kuaishou_tells_a_business_code_beside_its_own() -> None:
    body = orjson.dumps({"result": 30, "error_msg": "no", "sub_code": "805210", "sub_msg": "no"})
    error = kuaishou.classify(200, {}, body, KUAISHOU_ASK)
    assert isinstance(error, errors.ChannelRefused)
    assert error.channel_code == "30 805210"


def test_a_kuaishou_grant_without_a_token_is_none() -> None:
    ask = Request(method="oauth2.refresh_token", params={})
    assert type(kuaishou.classify(200, {}, b'{"result": 1}', ask)) is errors.AuthRevoked


@pytest.mark.parametrize("classify", ASKS, ids=lambda classify: classify.__module__)
@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"<html>login</html>", errors.ChannelUnavailable),
        (200, b'{"trades_sold', errors.ChannelUnavailable),
        (200, "{'单'}".encode("gbk"), errors.ChannelUnavailable),
        (200, b"", errors.ChannelUnavailable),
        (200, b"[]", errors.ChannelUnavailable),
        (200, b"{}", errors.ChannelUnavailable),
        (200, b'{"something": "else"}', errors.ChannelUnavailable),
        (302, b"", errors.ChannelUnavailable),
        (502, b"<html>", errors.ChannelUnavailable),
        (410, b"gone", errors.ScopeMissing),
        (429, b"slow down", errors.RateLimited),
    ],
)
def test_what_is_no_answer_at_all(
    classify: Classify, status: int, body: bytes, kind: type[ConnectorError]
) -> None:
    request = ASKS[classify]
    outcome = classify(status, {"retry-after": "5"}, body, request)
    assert type(outcome) is kind
    if isinstance(outcome, RateLimited):
        assert outcome.retry_after_s == 5


AUTH = "woocommerce_rest_authentication_error"
STORE = [
    (401, AUTH, "Consumer key is invalid.", errors.AuthRevoked),
    (401, AUTH, "Invalid timestamp.", errors.ClockSkewed),
    (401, "woocommerce_rest_cannot_view", "", errors.AuthRevoked),
    (403, "woocommerce_rest_cannot_edit", "", errors.ScopeMissing),
    (403, "rest_forbidden", "", errors.AddressBlocked),
    (404, "rest_no_route", "", errors.ScopeMissing),
    (404, "woocommerce_rest_shop_order_invalid_id", "", errors.ChannelRefused),
    (400, "rest_invalid_param", "", errors.BadRequest),
    (408, "", "", errors.ChannelUnavailable),
    (429, "", "", errors.RateLimited),
    (500, "internal_server_error", "", errors.ChannelUnavailable),
    (503, "", "", errors.ChannelUnavailable),
]


@pytest.mark.parametrize(("status", "code", "message", "kind"), STORE)
def test_what_a_store_refuses(
    status: int, code: str, message: str, kind: type[ConnectorError]
) -> None:
    told = {"code": code, "message": message, "data": {"status": status}}
    ask = Request(method="GET /orders", params={})
    error = woocommerce.classify(status, {}, orjson.dumps(told), ask)
    assert isinstance(error, ConnectorError)
    assert (type(error), error.method) == (kind, ask.method)


def test_a_firewalls_page_is_a_blocked_address_and_a_missing_page_a_failure() -> None:
    ask = Request(method="GET /orders", params={})
    blocked = woocommerce.classify(403, {}, b"<html>Forbidden</html>", ask)
    assert isinstance(blocked, AddressBlocked)
    missing = woocommerce.classify(404, {}, b"<html>Not Found</html>", ask)
    assert isinstance(missing, errors.ChannelUnavailable)


@pytest.mark.parametrize(("header", "total"), [("250", 250), ("many", None), (None, None)])
def test_a_bare_list_comes_with_what_the_header_counts(
    header: str | None, total: int | None
) -> None:
    headers = {} if header is None else {"x-wp-total": header}
    ask = Request(method="GET /orders", params={})
    answer = woocommerce.classify(200, headers, b"[]", ask)
    assert isinstance(answer, Answer)
    assert answer.document == {"rows": [], "total": total}


SHOPIFY_ASK = Request(method="orders", params={})


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("THROTTLED", errors.RateLimited),
        ("ACCESS_DENIED", errors.ScopeMissing),
        ("SHOP_INACTIVE", errors.ScopeMissing),
        ("undefinedField", errors.ScopeMissing),
        ("MAX_COST_EXCEEDED", errors.BadRequest),
        ("INTERNAL_SERVER_ERROR", errors.ChannelUnavailable),
        ("TIMEOUT", errors.ChannelUnavailable),
        ("argumentLiteralsIncompatible", errors.BadRequest),
    ],
)
def test_what_shopify_says_inside_of_200(code: str, kind: type[ConnectorError]) -> None:
    told = {"errors": [{"message": "no", "extensions": {"code": code}}], "data": None}
    error = shopify.classify(200, {}, orjson.dumps(told), SHOPIFY_ASK)
    assert isinstance(error, ConnectorError)
    assert (type(error), error.channel_code) == (kind, code)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, errors.AuthRevoked),
        (402, errors.ScopeMissing),
        (403, errors.ScopeMissing),
        (404, errors.ScopeMissing),
        (422, errors.ChannelRefused),
        (423, errors.ScopeMissing),
        (429, errors.RateLimited),
        (500, errors.ChannelUnavailable),
    ],
)
def test_what_shopify_says_by_status(status: int, kind: type[ConnectorError]) -> None:
    error = shopify.classify(status, {}, orjson.dumps({"errors": "no"}), SHOPIFY_ASK)
    assert type(error) is kind


def test_the_wait_is_reckoned_from_what_the_bucket_lacks() -> None:
    status = {"maximumAvailable": 2000.0, "currentlyAvailable": 130, "restoreRate": 100.0}
    cost = {"requestedQueryCost": 482, "actualQueryCost": None, "throttleStatus": status}
    failure = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
    told = {"errors": [failure], "extensions": {"cost": cost}}
    error = shopify.classify(200, {}, orjson.dumps(told), SHOPIFY_ASK)
    assert isinstance(error, RateLimited)
    assert error.retry_after_s == 4


def test_a_mutation_that_was_refused_is_no_answer() -> None:
    refused = {"field": ["input"], "message": "no", "code": "INVALID"}
    told = {"data": {"fulfillmentCreate": {"fulfillment": None, "userErrors": [refused]}}}
    error = shopify.classify(200, {}, orjson.dumps(told), SHOPIFY_ASK)
    assert isinstance(error, errors.ChannelRefused)
    assert error.channel_code == "INVALID"
