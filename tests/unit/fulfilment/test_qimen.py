"""Qimen's signature and documents, against the reference's own vector."""

from datetime import UTC, datetime, timedelta

import pytest

from orderhub.connector_kit.contract import Request
from orderhub.fulfilment.model.warehouses import Confirmed
from orderhub.fulfilment.qimen.line import HEARTBEAT, classify
from orderhub.fulfilment.qimen.reading import read_message
from orderhub.fulfilment.qimen.wire import read_xml, sign, wire_time, write_xml
from orderhub.fulfilment.service.wms import SignatureWrong, TimestampStale, believe
from orderhub.kernel.errors import (
    AddressBlocked,
    AuthRevoked,
    ChannelRefused,
    ConnectorError,
    InvalidInput,
    ScopeMissing,
)

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


def test_the_signature_is_that_of_the_reference() -> None:
    query = {
        "app_key": "12345678",
        "customerId": "c1234567890",
        "format": "xml",
        "method": "taobao.qimen.deliveryorder.create",
        "sign_method": "md5",
        "timestamp": "2026-01-02 03:04:05",
        "v": "2.0",
    }
    body = (
        b'<?xml version="1.0" encoding="utf-8"?><request><deliveryOrder><deliveryOrderCode>DO0001'
        b"</deliveryOrderCode></deliveryOrder></request>"
    )
    assert sign("helloworld", query, body) == "96AC12809376D92909275FBB289EF2E1"


def test_a_document_comes_back_as_it_was_written() -> None:
    body = write_xml("request", {"a": {"b": "<&>张"}, "items": {"item": [{"n": 1}, {"n": 2}]}})
    root = read_xml(body)
    assert root.of("a").said("b") == "<&>张"
    assert [item.said("n") for item in root.of("items").every("item")] == ["1", "2"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<a>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"<a>" * 30 + b"</a>" * 30,
        "<!DOCTYPE a><a/>".encode("utf-16"),
    ],
)
def test_what_could_grow_or_reach_out_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_xml(body)


def confirm(package: str, at: str = "2026-01-05 11:00:00") -> bytes:
    return (
        f"<request><deliveryOrder><deliveryOrderCode>O1</deliveryOrderCode>"
        f"<orderConfirmTime>{at}</orderConfirmTime></deliveryOrder><packages><package>"
        f"<logisticsCode>SF</logisticsCode><expressCode>sf1</expressCode>{package}"
        f"</package></packages><orderLines><orderLine><itemCode>A</itemCode>"
        f"<actualQty>2.0</actualQty></orderLine></orderLines></request>"
    ).encode()


def test_a_confirm_without_items_takes_those_of_its_lines_and_no_future_time() -> None:
    said = read_message("deliveryorder.confirm", confirm("", "2030-01-01 00:00:00"), "w", NOW)
    assert isinstance(said, Confirmed)
    (scan,) = said.scans
    assert (scan.units, scan.waybill_no, scan.occurred_at) == ({"A": 2}, "SF1", NOW)
    assert said.key == scan.key.partition(":")[0] != ""


@pytest.mark.parametrize("quantity", ["x", "1.5", "", "99999999999999999999"])
def test_a_quantity_that_is_none_is_refused(quantity: str) -> None:
    item = f"<items><item><itemCode>A</itemCode><quantity>{quantity}</quantity></item></items>"
    with pytest.raises(InvalidInput):
        read_message("deliveryorder.confirm", confirm(item), "w", NOW)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"flag": "failure", "code": "25", "message": "Invalid signature"}, AuthRevoked),
        ({"code": "29", "msg": "Invalid app Key"}, AuthRevoked),
        ({"code": "11", "msg": "Insufficient ISV permissions"}, ScopeMissing),
        ({"code": "11", "sub_code": "isv.permission-ip-whitelist-limit"}, AddressBlocked),
        # A warehouse's own codes are its own, whatever number they are.
        ({"flag": "failure", "code": "25", "message": "库存不足"}, ChannelRefused),
        ({"flag": "failure", "code": "S001", "message": "invalid SKU"}, ChannelRefused),
    ],
)
def test_the_router_s_refusals_are_told_from_the_warehouse_s(
    said: dict[str, str], kind: type[ConnectorError]
) -> None:
    body = write_xml("response", said)
    found = classify(200, {}, body, Request(method="deliveryorder.create", params={}, write=True))
    assert type(found) is kind


def test_a_warehouse_that_does_not_know_the_heartbeat_s_method_has_answered() -> None:
    said = {"flag": "failure", "code": "22", "message": "Invalid method"}
    asked = Request(method=HEARTBEAT, params={})
    assert isinstance(classify(200, {}, write_xml("response", said), asked), ChannelRefused)


def test_a_message_is_believed_from_its_sender_unchanged_and_for_a_quarter_of_an_hour() -> None:
    query, body = {"timestamp": wire_time(NOW)}, b"<request/>"
    query["sign"] = sign("helloworld", query, body)
    for late in (timedelta(minutes=-15), timedelta(minutes=15)):
        believe("helloworld", query, body, NOW + late)
    for late in (timedelta(minutes=-16), timedelta(minutes=16), timedelta(days=30)):
        with pytest.raises(TimestampStale):
            believe("helloworld", query, body, NOW + late)
    for secret, told in (("another", body), ("helloworld", b"<request />"), ("helloworld", b"")):
        with pytest.raises(SignatureWrong):
            believe(secret, query, told, NOW)
    timeless = {"timestamp": "now"}
    timeless["sign"] = sign("helloworld", timeless, body)
    with pytest.raises(TimestampStale):
        believe("helloworld", timeless, body, NOW)
