"""Kuaishou's messages: who sent them, and what they say."""

import base64
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from orderhub.connector_kit.notices import Notice
from orderhub.connectors.kuaishou.notices import read_notices, verify_push
from orderhub.kernel.errors import ContractViolation
from orderhub.kernel.types import Refusal

KEY, OTHER = b"0123456789abcdef", b"fedcba9876543210"
NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
CREDENTIALS = {"app_key": "ks1", "message_secret": base64.b64encode(KEY).decode()}
PAID: dict[str, Any] = {
    "eventId": "e1",
    "msgId": "m1",
    "openId": "f18",
    "appKey": "ks1",
    "event": "kwaishop_order_paySuccess",
    "info": '{"oid":9200000000000100,"status":30,"updateTime":1767585600123}',
    "test": False,
}


def sealed(message: object, key: bytes = KEY) -> bytes:
    padder = PKCS7(128).padder()
    padded = padder.update(orjson.dumps(message)) + padder.finalize()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize())


def test_a_message_that_opens_is_known_by_its_number() -> None:
    assert verify_push(CREDENTIALS, {}, sealed(PAID), NOW) == "e1"


@pytest.mark.parametrize(
    ("credentials", "body", "code"),
    [
        (CREDENTIALS, b"", "signature_missing"),
        (CREDENTIALS, b"{}", "signature_wrong"),
        (CREDENTIALS, sealed(PAID) + b" ", "signature_wrong"),
        (CREDENTIALS, sealed(PAID)[:-8], "signature_wrong"),
        (CREDENTIALS, sealed(PAID, OTHER), "signature_wrong"),
        (CREDENTIALS, sealed([1]), "signature_wrong"),
        (CREDENTIALS, sealed({**PAID, "appKey": "ks2"}), "signature_wrong"),
        ({"app_key": "ks1"}, sealed(PAID), "signature_wrong"),
        ({**CREDENTIALS, "message_secret": "short"}, sealed(PAID), "signature_wrong"),
    ],
)
def test_any_other_body_is_refused(credentials: dict[str, str], body: bytes, code: str) -> None:
    outcome = verify_push(credentials, {}, body, NOW)
    assert isinstance(outcome, Refusal)
    assert outcome.code == code


def test_a_message_names_its_order_and_its_shop() -> None:
    (notice,) = read_notices(CREDENTIALS, sealed(PAID))
    assert notice == Notice(
        message_no="e1",
        topic="kwaishop_order_paySuccess",
        external_no="9200000000000100",
        account_no="f18",
        at=datetime(2026, 1, 5, 4, 0, 0, 123000, tzinfo=UTC),
    )


def test_a_message_about_a_case_names_both() -> None:
    told = {"orderId": 9200000000000100, "refundId": 26, "handlingWay": 10}
    about = {"event": "kwaishop_aftersales_addRefund", "info": orjson.dumps(told).decode()}
    (notice,) = read_notices(CREDENTIALS, sealed({**PAID, **about}))
    assert (notice.external_no, notice.case_no, notice.at) == ("9200000000000100", "26", None)


def test_a_heartbeat_is_no_notice() -> None:
    assert list(read_notices(CREDENTIALS, sealed({**PAID, "test": True}))) == []


@pytest.mark.parametrize("changed", [{"info": "{"}, {"eventId": "", "msgId": None}, {"info": [1]}])
def test_a_message_that_says_nothing_readable_is_told_so(changed: dict[str, Any]) -> None:
    with pytest.raises(ContractViolation):
        read_notices(CREDENTIALS, sealed({**PAID, **changed}))
