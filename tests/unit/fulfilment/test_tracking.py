"""Routes of parcels: the wire against the reference, no people in texts, any order of messages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from orderhub.connector_kit.contract import Answer, Request
from orderhub.fulfilment.decide.redaction import redacted
from orderhub.fulfilment.decide.tracking import MOST_ROUNDS, STEPS, hears
from orderhub.fulfilment.kuaidi100.line import QUERY, classify
from orderhub.fulfilment.kuaidi100.reading import read_news, read_route
from orderhub.fulfilment.kuaidi100.wire import read_form, sign, signed
from orderhub.fulfilment.kuaidi100.writing import subscription
from orderhub.fulfilment.model.tracking import (
    Account,
    Condition,
    News,
    Point,
    Tracking,
    TrackingState,
    Word,
)
from orderhub.kernel.errors import AuthRevoked, ChannelRefused, ChannelUnavailable, InvalidInput

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
PUSHED = '{"status":"polling","lastResult":{"nu":"YT1","com":"yuantong","state":"0"}}'
ACCOUNT = Account(
    customer="C",
    base_url="https://example.com",
    callback_url="https://hub.example.com/x",
    daily_budget=9,
    query_budget=9,
    used_today=0,
    queried_today=0,
    changed_at=NOW,
    key="K",
    salt="S",
)


def followed(**over: object) -> Tracking:
    known = Tracking(
        waybill_no="YT1",
        carrier="YTO",
        round=1,
        state=TrackingState.SUBSCRIBED,
        condition=Condition.WAITING,
        said="",
        said_at=None,
        heard_at=None,
        asked_at=NOW,
        changed_at=NOW,
    )
    return replace(known, **over)


def news(
    condition: Condition | None, minute: int | None, word: Word = Word.POLLING, **over: object
) -> News:
    points = ()
    if minute is not None:
        points = (Point(f"p{minute}", NOW + timedelta(minutes=minute), f"m{minute}", condition),)
    made = News(waybill_no="YT1", word=word, message="", condition=condition, points=points)
    return replace(made, **over)


def test_the_signatures_are_those_of_the_reference() -> None:
    assert sign(PUSHED, "salt0000") == "7ABDAD2DB17D50262DF3A46296DD04B0"
    query = (
        '{"com":"yuantong","num":"YT9693083639795","phone":"","from":"","to":"",'
        '"resultv2":"4","show":"0","order":"desc"}'
    )
    assert sign(query, "KEY0000000000000", "CUSTOMER0000") == "3A94B7416B955D87D72508ECA37F29B6"
    assert signed(PUSHED, "salt0000", "7abdad2db17d50262df3a46296dd04b0")
    assert not signed(PUSHED, "salt0001", "7ABDAD2DB17D50262DF3A46296DD04B0")


def test_a_subscription_names_the_company_and_a_phone_only_where_one_is_given() -> None:
    asked = orjson.loads(subscription(ACCOUNT, "SF", "SF1", "6789")["param"])
    assert (asked["company"], asked["number"], asked["key"]) == ("shunfeng", "SF1", "K")
    assert asked["parameters"]["salt"] == "S"
    assert asked["parameters"]["phone"] == "6789"
    unknown = orjson.loads(subscription(ACCOUNT, "NEW", "N1", "")["param"])
    assert "company" not in unknown
    assert "phone" not in unknown["parameters"]
    assert unknown["parameters"]["autoCom"] == "1"


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, b'{"result":true,"returnCode":"200","message":"ok"}', Answer),
        (200, '{"result":false,"returnCode":"501","message":"重复订阅"}'.encode(), Answer),
        (200, b'{"result":false,"returnCode":"500","message":""}', ChannelUnavailable),
        (200, b'{"result":false,"returnCode":"701","message":"bad"}', ChannelRefused),
        (504, b"<html>", ChannelUnavailable),
    ],
)
def test_a_subscription_that_was_there_before_is_a_success(
    status: int, body: bytes, outcome: type
) -> None:
    assert isinstance(classify(status, {}, body, Request(method="poll", params={})), outcome)


def test_a_message_is_read_with_its_times_and_without_its_people() -> None:
    told = {
        "status": "shutdown",
        "lastResult": {
            "nu": "yt1",
            "state": "3",
            "data": [
                {
                    "time": "2026-01-05 11:59:00",
                    "context": "派件员:王建国,电话13812345678",
                    "statusCode": "5",
                },
                {"time": "2026-01-09 00:00:00", "context": "from the future"},
                {"time": "yesterday", "context": "no time"},
            ],
        },
    }
    read = read_news(orjson.dumps(told).decode(), NOW)
    assert (read.waybill_no, read.word, read.condition) == ("YT1", Word.SHUTDOWN, Condition.SIGNED)
    (point,) = read.points
    assert point.at == datetime(2026, 1, 5, 3, 59, tzinfo=UTC)
    assert (point.said, point.condition) == ("派件员:***,电话***", Condition.DELIVERING)


@pytest.mark.parametrize(
    "param",
    ["", "[]", "{}", '{"status":"polling"}', '{"status":"polling","lastResult":{"nu":"张三"}}',
     '{"status":"dance","lastResult":{"nu":"YT1"}}'],
)  # fmt: skip
def test_what_is_no_message_is_refused(param: str) -> None:
    with pytest.raises(InvalidInput):
        read_news(param, NOW)


def test_a_form_with_too_many_fields_or_no_text_is_refused() -> None:
    assert read_form(b"param=%7B%7D&sign=A%2BB") == {"param": "{}", "sign": "A+B"}
    for body in (b"&".join([b"a=1"] * 50), "param=张".encode(), b"param=%FF"):
        with pytest.raises(InvalidInput):
            read_form(body)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("派件员 王建国(电话:13812345678)正在派件", "派件员 ***(电话:***)正在派件"),
        ("【李强】 138-1234-5678 已收件", "【***】 *** 已收件"),
        ("快递员:张三丰 电话:0571-88001234", "快递员:*** 电话:***"),
        ("已签收,签收人:陈小明", "已签收,签收人:***"),
        ("已签收,签收人:本人", "已签收,签收人:本人"),
        ("派件员正在派件", "派件员正在派件"),
        ("已存放驿站,取件码:12-3-4567", "已存放驿站,取件码:***"),
        ("客服电话 95338", "客服电话 95338"),
        ("运单SF7000000000001已揽收", "运单SF7000000000001已揽收"),
        ("客户电话18600001111转1234\x00", "客户电话***"),
        ("快件到达【上海浦东网点】", "快件到达【上海浦东网点】"),
    ],
)
def test_route_texts_hide_phones_names_and_pick_up_codes(said: str, shown: str) -> None:
    assert redacted(said, "SF7000000000001") == shown


def test_an_older_message_after_a_newer_one_changes_no_condition() -> None:
    signed_for = hears(followed(), news(Condition.SIGNED, 9, Word.SHUTDOWN), NOW).after
    assert (signed_for.condition, signed_for.state) == (Condition.SIGNED, TrackingState.ENDED)
    for late in (news(Condition.MOVING, 3), news(Condition.WAITING, None)):
        after = hears(signed_for, late, NOW).after
        assert (after.condition, after.state) == (Condition.SIGNED, TrackingState.ENDED)
        assert after.said == "m9"
    assert STEPS[Condition.SIGNED] == "delivered"


def test_a_state_nobody_knows_moves_nothing() -> None:
    known = followed(condition=Condition.MOVING, said_at=NOW)
    assert hears(known, news(None, 5), NOW).after.condition is Condition.MOVING


def test_a_message_before_the_answer_proves_the_subscription() -> None:
    known = followed(state=TrackingState.WANTED)
    assert hears(known, news(Condition.MOVING, 1), NOW).after.state is TrackingState.SUBSCRIBED


ROUTE = {"nu": "YT1", "state": "0", "data": [{"time": "2026-01-05 11:00:00", "context": "在途"}]}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (ROUTE, Answer),
        ({"result": False, "returnCode": "500"}, ChannelRefused),
        ({"result": False, "returnCode": "503"}, AuthRevoked),
        ({"result": False, "returnCode": "601"}, AuthRevoked),
    ],
)
def test_a_query_is_answered_by_a_route_or_why_not(said: dict[str, object], told: type) -> None:
    asked = Request(method=QUERY, params={})
    assert type(classify(200, {}, orjson.dumps(said), asked)) is told


def test_a_queried_route_reads_like_the_message_that_did_not_come() -> None:
    news_ = read_route(ROUTE, "YT1", NOW)
    assert (news_.word, news_.condition, len(news_.points)) == (Word.POLLING, Condition.MOVING, 1)
    assert read_route({**ROUTE, "ischeck": "1"}, "YT1", NOW).word is Word.SHUTDOWN
    with pytest.raises(InvalidInput):
        read_route(ROUTE, "YT2", NOW)


def test_where_nothing_was_known_it_is_asked_again_a_few_times_and_no_repeat_asks_twice() -> None:
    nothing = news(None, None, Word.ABORT, message="3天查询无记录")
    first = hears(followed(), nothing, NOW)
    assert first.ask_again
    assert (first.after.round, first.after.state) == (2, TrackingState.WANTED)
    repeat = hears(first.after, nothing, NOW)
    assert not repeat.ask_again
    answered = replace(first.after, state=TrackingState.SUBSCRIBED, asked_at=NOW)
    assert not hears(answered, nothing, NOW + timedelta(hours=2)).ask_again
    assert hears(answered, nothing, NOW + timedelta(days=3)).ask_again
    last = replace(answered, round=MOST_ROUNDS)
    ended = hears(last, nothing, NOW + timedelta(days=3))
    assert not ended.ask_again
    assert ended.after.state is TrackingState.GIVEN_UP
    other = news(None, None, Word.ABORT, message="单号错误")
    assert hears(followed(), other, NOW).after.state is TrackingState.GIVEN_UP
