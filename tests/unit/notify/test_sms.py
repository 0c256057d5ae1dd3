"""SMS: what may be sent, what a failure leads to, how calls are signed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orderhub.kernel.errors import (
    ChannelRefused,
    ChannelUnavailable,
    ConnectorError,
    InvalidInput,
    OutcomeUnknown,
    RateLimited,
)
from orderhub.notify.decide.targets import check_target
from orderhub.notify.decide.templates import check_notice
from orderhub.notify.decide.texts import after_failure, asks_again
from orderhub.notify.model import BuyerNotice, EndpointKind, Target, TemplateKind
from orderhub.notify.senders import aliyun
from orderhub.notify.senders.sms import refusal

HOUR = timedelta(hours=1)
DOWN, REFUSED = ChannelUnavailable("down"), ChannelRefused("no")


def notice(**parameters: str) -> BuyerNotice:
    return BuyerNotice(
        event_id="e",
        order_id=1,
        people_ref=1,
        kind=TemplateKind.REFUND_DONE,
        parameters=parameters,
    )


@pytest.mark.parametrize(
    "parameters",
    [
        {"name": "王芳"},
        {"shop": "13800138000"},
        {"shop": "a@example.com"},
        {"shop": "店" * 36},
    ],
)
def test_a_parameter_that_is_not_allowed_or_personal_is_refused(parameters: Any) -> None:
    with pytest.raises(InvalidInput):
        check_notice(notice(**parameters))


def test_the_kind_s_parameters_pass() -> None:
    check_notice(notice(order_no="13800138000123", amount="12.30", shop="示例店"))


@pytest.mark.parametrize(
    ("error", "tries", "others", "wait", "refused"),
    [
        (REFUSED, 1, 1, timedelta(), True),
        (REFUSED, 1, 0, None, True),
        (DOWN, 1, 1, timedelta(), False),
        (DOWN, 2, 1, timedelta(seconds=30), False),
        (DOWN, 8, 1, None, False),
        (RateLimited("", retry_after_s=60), 1, 0, timedelta(seconds=60), False),
        (RateLimited("", retry_after_s=7200), 1, 0, None, False),
        (RateLimited("", retry_after_s=60, daily=True), 1, 0, None, True),
    ],
)
def test_a_failure_goes_to_another_provider_or_waits_while_it_is_of_use(
    error: ConnectorError,
    tries: int,
    others: int,
    wait: timedelta | None,
    *,
    refused: bool,
    now: datetime,
) -> None:
    found = after_failure(error, tries, others, now, now + HOUR)
    assert found.again_at == (None if wait is None else now + wait)
    assert found.refused is refused


def test_a_silent_record_is_looked_at_a_few_times(now: datetime) -> None:
    assert asks_again(0, now) == now + timedelta(minutes=2)
    assert asks_again(4, now) is None


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", "触发天级流控Permits:10", RateLimited),
        ("LimitExceeded.PhoneNumberThirtySecondLimit", "", RateLimited),
        ("isv.SMS_TEMPLATE_ILLEGAL", "", ChannelRefused),
        ("isp.SYSTEM_ERROR", "", OutcomeUnknown),
        ("InternalError.Timeout", "", OutcomeUnknown),
    ],
)
def test_a_provider_s_code_says_wait_no_or_unknown(
    code: str, words: str, expected: type[ConnectorError]
) -> None:
    found = refusal(code, words)
    assert type(found) is expected
    assert found.channel_code == code


@pytest.mark.parametrize(
    ("kind", "url", "options", "where"),
    [
        (EndpointKind.EMAIL, "https://a", {"sender": "a@b", "to": "c@d"}, "url"),
        (EndpointKind.EMAIL, "smtp://a", {"sender": "a@b"}, "options.to"),
        (EndpointKind.EMAIL, "smtp://a", {"sender": "a@b", "to": "nobody"}, "options.to"),
        (
            EndpointKind.TENCENT_SMS,
            "https://a",
            {"key_id": "k", "sign_name": "s"},
            "options.app_id",
        ),
        (EndpointKind.WECOM, "https://a", {"user": "u"}, "options.user"),
        (EndpointKind.WECOM, "smtp://a", {}, "url"),
    ],
)
def test_an_endpoint_that_cannot_work_names_what_is_wrong(
    kind: EndpointKind, url: str, options: dict[str, str], where: str
) -> None:
    with pytest.raises(InvalidInput) as error:
        check_target(Target(kind, url, "", options))
    assert error.value.context == {"where": where}


def test_a_phone_and_its_parameters_are_in_the_body_and_not_in_the_address() -> None:
    target = Target(EndpointKind.ALIYUN_SMS, "https://sms.example", "s", {"key_id": "k"})
    at = datetime(2026, 1, 5, tzinfo=UTC)
    values = {"PhoneNumbers": "13800138000"}
    call = aliyun.signed(target, "SendSms", values, (at, "n"))
    assert call.address == "https://sms.example/"
    assert call.body == b"PhoneNumbers=13800138000"


def test_a_call_is_signed_as_in_the_provider_s_own_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aliyun, "VERSION", "2014-05-26")
    options = {"key_id": "YourAccessKeyId", "place": "query"}
    url, at = "https://ecs.cn-shanghai.aliyuncs.com", datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC)
    target = Target(EndpointKind.ALIYUN_SMS, url, "YourAccessKeySecret", options)
    image = "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"
    values = {"ImageId": image, "RegionId": "cn-shanghai"}
    nonce = "3156853299f313e23d1673dc12e1703d"
    call = aliyun.signed(target, "RunInstances", values, (at, nonce))
    expected = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    assert call.headers["authorization"].endswith(f"Signature={expected}")
