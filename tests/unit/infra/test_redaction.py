"""Logs hold no personal data and no secrets."""

import io
import json
import logging

import pytest

from orderhub.infra.telemetry import HIDDEN, configure_logging, log, redact

CANARIES = [
    "13812345678",
    "+86 13812345678",
    "11010519491231002X",
    "Bearer abc.def",
    "whsec_MfKQ9r8GKYqr",
    "postgresql://me:secret@host/db",
    "zhang@example.com",
    "DETAIL:  Failing row contains (1, 张三)",
    'COPY failed\nCONTEXT:  COPY people, line 1, column x: "张三"',
    'invalid input syntax for type integer: "张三"',
]


@pytest.mark.parametrize("canary", CANARIES)
def test_values_that_look_like_people_or_secrets_are_hidden(canary: str) -> None:
    event = redact(None, "info", {"event": f"got {canary} here", "deep": [{"x": canary}]})
    assert canary.rsplit(maxsplit=1)[-1] not in json.dumps(event, ensure_ascii=False)


@pytest.mark.parametrize(
    "key", ["recipient_name", "app_secret", "access_token", "buyer_note", "Authorization", "body"]
)
def test_values_under_telling_keys_are_hidden(key: str) -> None:
    assert redact(None, "info", {"a": {key: "张三"}}) == {"a": {key: HIDDEN}}


def test_business_numbers_stay_readable() -> None:
    event = {"event": "orders.absorbed", "number": "ORD-20260105-00001", "shop_id": 3, "n": 12}
    assert redact(None, "info", dict(event)) == event


def test_a_19_digit_order_number_is_no_phone() -> None:
    assert redact(None, "info", {"no": "1381234567813812345"}) == {"no": "1381234567813812345"}


def test_exceptions_and_foreign_loggers_are_redacted_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    handlers = logging.getLogger().handlers[:]
    try:
        configure_logging("info", "test")
        log.error("orders.failed", shop_id=1, exc_info=ValueError("phone 13812345678"))
        logging.getLogger("sqlalchemy").error("params 13812345678")
    finally:
        logging.getLogger().handlers[:] = handlers
    lines = io.StringIO(capsys.readouterr().err).readlines()
    assert len(lines) == 2
    assert all("13812345678" not in line for line in lines)
    assert json.loads(lines[0])["event"] == "orders.failed"
