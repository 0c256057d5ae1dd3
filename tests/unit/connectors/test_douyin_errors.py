"""Every code of Doudian's error table becomes its class (reference §4.9)."""

import orjson
import pytest

from orderhub.connector_kit.contract import Answer, Request
from orderhub.connectors.douyin import errors as douyin
from orderhub.kernel import errors
from orderhub.kernel.errors import ConnectorError

DOUDIAN_ASK = Request(method="order.searchList", params={})


@pytest.mark.parametrize(
    ("code", "sub_code", "kind"),
    [
        (10001, "", errors.ChannelUnavailable),
        (20000, "isp.service-error:9", errors.ChannelUnavailable),
        (20000, "dop.service-error", errors.ChannelUnavailable),
        (20001, "", errors.ChannelUnavailable),
        (30001, "isv.app-permissions-insufficient", errors.ScopeMissing),
        (30001, "dop.authorization-no-existed", errors.AuthRevoked),
        (30001, "dop.authorization-closed", errors.AuthRevoked),
        (30001, "dop.app-forbidden", errors.ScopeMissing),
        (30002, "", errors.AddressBlocked),
        (40001, "isv.signature-missing", errors.BadRequest),
        (40002, "", errors.BadRequest),
        (40004, "", errors.BadRequest),
        (40003, "isv.signature-invalid", errors.BadRequest),
        (40003, "isv.access-token-expired", errors.AuthExpired),
        (40003, "isv.access-token-no-existed", errors.AuthExpired),
        (40003, "isv.access-token-invalid", errors.AuthExpired),
        (40003, "isv.timestamp-invalid", errors.ClockSkewed),
        (40003, "isv.idempotent-id-existed", errors.AlreadyDone),
        (50001, "dop.token-generate-failed:token-expired", errors.AuthRevoked),
        (50002, "isv.business-failed:20013", errors.ChannelRefused),
        (50002, "isv.business-failed:20004", errors.ChannelUnavailable),
        (50002, "isv.business-failed:60114", errors.ChannelUnavailable),
        (50002, "isv.business-failed:40010", errors.AlreadyDone),
        (50002, "isv.business-failed:60040", errors.ChannelRefused),
        (50002, "isp.service-error:2", errors.ChannelUnavailable),
        (60000, "", errors.RateLimited),
        (70000, "isp.api-service-off", errors.ScopeMissing),
        (80000, "", errors.ScopeMissing),
        (90000, "", errors.ChannelUnavailable),
        (99999, "", errors.BadRequest),
        ({"odd": 1}, "", errors.BadRequest),
    ],
)
@pytest.mark.parametrize("status", [200, 403])
def test_doudian_codes_are_decided_by_code_and_sub_code(
    status: int, code: object, sub_code: str, kind: type[ConnectorError]
) -> None:
    told = {"code": code, "msg": "坏", "sub_code": sub_code, "sub_msg": "13800000000"}
    error = douyin.classify(status, {}, orjson.dumps(told), DOUDIAN_ASK)
    assert type(error) is kind
    assert isinstance(error, ConnectorError)
    assert error.method == DOUDIAN_ASK.method
    assert "13800000000" not in f"{error!r}{error.channel_code}"


def test_a_batch_partly_decrypted_is_an_answer_and_no_other_call_is() -> None:
    told = {"code": 50002, "sub_code": "isv.business-failed:300008"}
    rows = {"data": {"decrypt_infos": [{"err_no": 0}]}}
    ask = Request(method="order.batchDecrypt", params={})
    assert type(douyin.classify(200, {}, orjson.dumps(told | rows), ask)) is Answer
    for body, request in ((told, ask), (told | rows, DOUDIAN_ASK)):
        error = douyin.classify(200, {}, orjson.dumps(body), request)
        assert type(error) is errors.ChannelRefused


def test_doudian_business_codes_are_told_apart() -> None:
    told = {"code": 50002, "sub_code": "isv.business-failed:60040"}
    error = douyin.classify(200, {}, orjson.dumps(told), DOUDIAN_ASK)
    assert isinstance(error, ConnectorError)
    assert douyin.business_code(error) == "60040"
    assert douyin.business_code(errors.ChannelRefused("no", channel_code="50002")) == ""
