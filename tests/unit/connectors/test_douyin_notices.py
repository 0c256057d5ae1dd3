"""Doudian's pushes: whose they are and what they say."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from orderhub.connectors.douyin.notices import read_notices, verify_push
from orderhub.kernel.errors import ContractViolation
from orderhub.kernel.types import Refusal

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
APP = {"app_key": "7000000000000000001", "app_secret": "helloworld"}
BODY = rb'[{"tag":"101","msg_id":"1","data":"{\"p_id\":1}"}]'
SIGNATURE = "a1b61013f1668cd2b9cf9f798402dfe9"


def body(*messages: tuple[str, dict[str, Any]]) -> bytes:
    return orjson.dumps(
        [
            {"tag": tag, "msg_id": str(at), "data": orjson.dumps(data).decode()}
            for at, (tag, data) in enumerate(messages, 1)
        ]
    )


def test_a_push_signed_as_published_is_believed() -> None:
    assert verify_push(APP, {"event-sign": SIGNATURE}, BODY, NOW) == SIGNATURE


@pytest.mark.parametrize(
    ("headers", "touched", "code"),
    [
        ({}, BODY, "signature_missing"),
        ({"event-sign": ""}, BODY, "signature_missing"),
        ({"event-sign": SIGNATURE}, BODY + b" ", "signature_wrong"),
        ({"event-sign": SIGNATURE.upper()}, BODY, "signature_wrong"),
        ({"event-sign": "äöü"}, BODY, "signature_wrong"),
    ],
)
def test_any_other_push_is_refused(headers: dict[str, str], touched: bytes, code: str) -> None:
    outcome = verify_push(APP, headers, touched, NOW)
    assert isinstance(outcome, Refusal)
    assert outcome.code == code


def test_big_numbers_stay_whole_and_a_case_is_named() -> None:
    (notice,) = read_notices(
        APP, body(("206", {"p_id": 4800000000000000001, "aftersale_id": 7100000000000000002}))
    )
    assert (notice.external_no, notice.case_no) == ("4800000000000000001", "7100000000000000002")
    assert (notice.topic, notice.message_no, notice.account_no) == ("206", "1", "")


def test_a_message_about_nothing_is_no_notice() -> None:
    empty = orjson.dumps([{"tag": "0", "msg_id": "0", "data": "2026"}])
    assert read_notices(APP, empty) == read_notices(APP, b"[]") == ()
    assert read_notices(APP, body(("0", {}), ("100", {"p_id": 0}))) == ()


def test_messages_of_the_apps_other_shops_are_left_to_them() -> None:
    said = body(("100", {"p_id": 1, "shop_id": 5}), ("100", {"p_id": 2, "shop_id": 6}))
    assert [n.external_no for n in read_notices({**APP, "shop_id": "6"}, said)] == ["2"]
    assert [n.external_no for n in read_notices(APP, said)] == ["1", "2"]


@pytest.mark.parametrize(
    "said", [b"{}", b"", b"[5]", b'[{"tag": "1"}]', b'[{"tag":"1","msg_id":"1","data":"{"}]']
)
def test_what_cannot_be_read_is_refused(said: bytes) -> None:
    with pytest.raises(ContractViolation):
        read_notices(APP, said)
