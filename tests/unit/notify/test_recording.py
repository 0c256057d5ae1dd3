"""What a call to a receiver of notices leaves on the health board."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest

from orderhub.connector_kit.session import Call
from orderhub.health.decide.book import explain
from orderhub.health.decide.peers import BOOKS
from orderhub.kernel.errors import (
    ChannelRefused,
    ChannelUnavailable,
    ConnectorError,
    OutcomeUnknown,
    RateLimited,
)
from orderhub.notify.model import Endpoint, EndpointKind
from orderhub.notify.recording import name_of, recorded
from orderhub.partners.calls import call_of
from orderhub.partners.model.deliveries import Answered, TryOutcome

NOW = datetime(2026, 1, 5, tzinfo=UTC)
SMS, BOT = EndpointKind.ALIYUN_SMS, EndpointKind.DINGTALK


def left(kind: EndpointKind, error: ConnectorError | None) -> list[tuple[str, str, str]]:
    calls: list[Call] = []
    with suppress(ConnectorError), recorded(calls.append, (kind, 3), "send", NOW):
        if error is not None:
            raise error
    return [(call.shop, call.outcome, call.code) for call in calls]


@pytest.mark.parametrize(
    ("kind", "error", "told"),
    [
        (SMS, None, ("sms:3", "ok", "")),
        (SMS, ChannelRefused("", channel_code="isv.X"), ("sms:3", "failed", "channel_refused")),
        (
            SMS,
            ChannelRefused("", channel_code="InvalidAccessKeyId.NotFound"),
            ("sms:3", "failed", "auth_revoked"),
        ),
        (SMS, OutcomeUnknown(""), ("sms:3", "unknown", "outcome_unknown")),
        (BOT, ChannelRefused("", channel_code="310000"), ("notify:3", "failed", "bad_request")),
        (BOT, RateLimited("", retry_after_s=1.0), ("notify:3", "failed", "rate_limited")),
        (BOT, ChannelUnavailable(""), ("notify:3", "failed", "channel_unavailable")),
    ],
)
def test_a_call_is_recorded_with_whether_the_endpoint_or_the_message_is_to_blame(
    kind: EndpointKind, error: ConnectorError | None, told: tuple[str, str, str]
) -> None:
    assert left(kind, error) == [told]


def test_what_was_refused_before_anybody_was_called_is_no_call() -> None:
    assert left(SMS, ChannelRefused("", channel_code="template_not_approved")) == []


def test_a_number_in_a_name_is_not_shown() -> None:
    assert name_of(Endpoint(3, "值班 13912345678", BOT)) == "值班 …"


@pytest.mark.parametrize(
    ("outcome", "code", "cause"),
    [
        (TryOutcome.FAILED, "http:403", "bad_request"),
        (TryOutcome.FAILED, "http:429", "rate_limited"),
        (TryOutcome.FAILED, "net:dns", "host_unknown"),
        (TryOutcome.UNKNOWN, "http:503", "channel_unavailable"),
        (TryOutcome.UNKNOWN, "net:timeout", "timed_out"),
    ],
)
def test_a_delivery_that_failed_has_a_cause_in_the_error_book(
    outcome: TryOutcome, code: str, cause: str
) -> None:
    call = call_of(7, Answered(outcome, code, 5, "", 0.0), NOW)
    assert (call.shop, call.channel, call.outcome) == ("partner:7", "partner", outcome)
    assert explain(BOOKS["partner"], call.code, call.channel_code).name == cause
