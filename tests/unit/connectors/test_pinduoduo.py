"""Pinduoduo's codes, composite statuses and people (reference §3.4, §3.8, §3.9)."""

from pathlib import Path
from typing import Any, cast

import orjson
import pytest

from orderhub.connector_kit.contract import Answer, Request, ShopSession
from orderhub.connectors.pinduoduo.details import in_full
from orderhub.connectors.pinduoduo.errors import classify
from orderhub.connectors.pinduoduo.mapping import read_rows, to_row, word_of
from orderhub.kernel import errors
from orderhub.kernel.errors import ConnectorError

ASK = Request(method="pdd.order.information.get", params={})
KEPT = Path(__file__).parents[2] / "contract" / "fixtures" / "pinduoduo"
CODES = [
    (10000, "", errors.BadRequest),
    (10001, "", errors.BadRequest),
    (10010, "", errors.ScopeMissing),
    (10014, "", errors.AuthRevoked),
    (10016, "", errors.ScopeMissing),
    (10017, "", errors.ScopeMissing),
    (10019, "", errors.AuthExpired),
    (10035, "", errors.AuthExpired),
    (20004, "", errors.BadRequest),
    (20005, "", errors.AddressBlocked),
    (20031, "", errors.ScopeMissing),
    (20032, "", errors.AuthExpired),
    (20034, "", errors.ScopeMissing),
    (30000, "", errors.ScopeMissing),
    (50000, "", errors.ChannelUnavailable),
    (50001, "isv.pop-order-service-error", errors.ChannelUnavailable),
    (50001, "isv.invalid-parameter:order_sn", errors.ChannelRefused),
    (52004, "", errors.BadRequest),
    (52101, "", errors.RateLimited),
    (52102, "", errors.ChannelUnavailable),
    (70031, "", errors.RateLimited),
    (70032, "", errors.ScopeMissing),
    (70033, "", errors.ChannelUnavailable),
    (70034, "", errors.ScopeMissing),
    (70036, "", errors.RateLimited),
]


def refused(code: int, sub_code: str = "", message: str = "") -> ConnectorError:
    told = {"error_code": code, "sub_code": sub_code, "error_msg": message}
    error = classify(200, {}, orjson.dumps({"error_response": told}), ASK)
    assert isinstance(error, ConnectorError)
    return error


@pytest.mark.parametrize(("code", "sub_code", "kind"), CODES)
def test_every_code_becomes_its_class(code: int, sub_code: str, kind: type[ConnectorError]) -> None:
    error = refused(code, sub_code)
    assert type(error) is kind
    assert str(code) in error.channel_code


def test_a_wrong_timestamp_is_a_skewed_clock_and_the_blocked_address_is_named() -> None:
    assert type(refused(10001, message="timestamp")) is errors.ClockSkewed
    assert "203.0.113.9" in refused(20005, message="ip 203.0.113.9").detail


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({}, "order_status=1"),
        ({"order_status": 2}, "order_status=2"),
        ({"order_status": 3}, "order_status=3"),
        ({"confirm_status": 0}, "confirm_status=0"),
        ({"confirm_status": 2, "order_status": 2}, "confirm_status=2"),
        ({"confirm_status": 7}, "confirm_status=7"),
        ({"risk_control_status": 1}, "risk_control_status=1"),
        ({"risk_control_status": 1, "order_status": 2}, "order_status=2"),
        ({"refund_status": 2}, "order_status=1"),
        ({"refund_status": 4, "order_status": 3}, "refund_status=4"),
        ({"order_status": 9, "confirm_status": 0}, "9"),
    ],
)
def test_the_field_that_decides_is_the_word(fields: dict[str, Any], word: str) -> None:
    usual = {"order_status": 1, "confirm_status": 1, "refund_status": 1, "risk_control_status": 0}
    assert word_of({**usual, **fields}) == word


def test_a_phone_that_stands_elsewhere_is_found_and_stays_ciphertext() -> None:
    (row,) = read_rows((KEPT / "detail.json").read_bytes())
    assert row.order is not None
    people = row.order.people
    assert people.fields["recipient_phone"].startswith("~Ag")
    assert people.strength["recipient_phone"] == 2


def test_gifts_of_a_sku_are_a_line_of_their_own_and_repeats_add_up() -> None:
    (row, *_) = read_rows((KEPT / "list.json").read_bytes())
    payload = dict(row.payload)
    item = dict(payload["item_list"][0])
    payload["item_list"] = [item, item, {**item, "goods_price": 0}]
    order = to_row(payload).order
    assert order is not None
    sku, count = str(item["sku_id"]), item["goods_count"]
    told = [(line.line_no, line.quantity) for line in order.lines]
    assert told == [(sku, 2 * count), (f"{sku}-gift", count)]


class Details:
    """Answers every detail call with the kept one."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def read(self, _: str, params: dict[str, str]) -> Answer:
        self.asked.append(params["order_sn"])
        body = (KEPT / "detail.json").read_bytes()
        return Answer(orjson.loads(body), body)


def listed(*entries: Any) -> Answer:
    document = {"order_sn_increment_get_response": {"order_sn_list": [*entries]}}
    return Answer(document, orjson.dumps(document))


@pytest.mark.parametrize(
    "entry", ["260105-000000000000001", {"order_sn": "260105-000000000000001"}]
)
async def test_a_list_of_numbers_is_read_in_full(entry: Any) -> None:
    shop = Details()
    body = await in_full(cast(ShopSession, shop), listed(entry))
    (row,) = read_rows(body)
    assert shop.asked == ["260105-000000000000001"]
    assert row.order is not None


async def test_a_list_that_tells_all_is_kept_as_it_came() -> None:
    shop = Details()
    body = (KEPT / "list.json").read_bytes()
    assert await in_full(cast(ShopSession, shop), Answer(orjson.loads(body), body)) is body
    assert shop.asked == []


@pytest.mark.parametrize(("word", "refunding"), [(1, False), (2, True), (3, True)])
def test_a_refund_that_is_not_settled_is_told(word: int, *, refunding: bool) -> None:
    (row, *_) = read_rows((KEPT / "list.json").read_bytes())
    order = to_row({**row.payload, "refund_status": word}).order
    assert order is not None
    assert order.refunding is refunding
