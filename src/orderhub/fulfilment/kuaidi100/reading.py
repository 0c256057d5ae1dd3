"""What the tracking service tells, in our words (channels reference §10). Pure."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

import orjson

from orderhub.fulfilment.decide.redaction import redacted
from orderhub.fulfilment.kuaidi100.wire import read_time
from orderhub.fulfilment.model.tracking import Condition, News, Point, Word
from orderhub.kernel.errors import InvalidInput

MOST_POINTS = 300
AHEAD_AT_MOST = timedelta(minutes=15)
C = Condition
# The table of the reference; customs (10 to 13) and another carrier (7) are on the way.
CONDITIONS: Mapping[str, Condition] = {
    "1": C.COLLECTED,
    "0": C.MOVING,
    "5": C.DELIVERING,
    "3": C.SIGNED,
    "2": C.PROBLEM,
    "4": C.RETURNED,
    "6": C.RETURNING,
    "14": C.REFUSED,
    **dict.fromkeys(("7", "10", "11", "12", "13"), C.MOVING),
}


def read_news(param: str, now: datetime) -> News:
    """A message's `param`; InvalidInput for what cannot be read. A state nobody knows tells no
    condition; a line without a time, or from the future, is left out."""
    try:
        said = _object(orjson.loads(param))
    except orjson.JSONDecodeError:
        raise InvalidInput("param is no JSON", where="param") from None
    try:
        word = Word(str(said.get("status")))
    except ValueError:
        raise InvalidInput("status is not known", where="status") from None
    return _news(_object(said.get("lastResult")), word, str(said.get("message") or ""), now)


def read_route(answer: Mapping[str, Any], waybill_no: str, now: datetime) -> News:
    """What a query was answered, as the message that did not come would have told it: a route that
    is checked off (`ischeck`) is the last of it. InvalidInput for what cannot be read, or tells of
    another waybill."""
    word = Word.SHUTDOWN if str(answer.get("ischeck")) == "1" else Word.POLLING
    news = _news(answer, word, "", now)
    if news.waybill_no != waybill_no:
        raise InvalidInput("the answer is about another waybill", where="nu")
    return news


def _news(result: Mapping[str, Any], word: Word, message: str, now: datetime) -> News:
    waybill_no = str(result.get("nu") or "").strip().upper()[:40]
    if not waybill_no.isascii() or not waybill_no.replace("-", "").isalnum():
        raise InvalidInput("lastResult names no waybill", where="lastResult.nu")
    rows: list[Any] = result["data"] if isinstance(result.get("data"), list) else []
    points = [point for row in rows[:MOST_POINTS] if (point := _point(row, waybill_no, now))]
    return News(
        waybill_no=waybill_no,
        word=word,
        message=message[:100],
        condition=CONDITIONS.get(str(result.get("state", ""))),
        points=tuple(points),
    )


def _point(row: object, waybill_no: str, now: datetime) -> Point | None:
    told = _object(row)
    at = read_time(told.get("time") or told.get("ftime"))
    if at is None or at > now + AHEAD_AT_MOST:
        return None
    text = redacted(str(told.get("context") or ""), waybill_no)
    key = hashlib.sha256(f"{at.isoformat()}|{text}".encode()).hexdigest()[:32]
    condition = CONDITIONS.get(str(told.get("statusCode", "")))
    return Point(key, min(at, now), text, condition)


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InvalidInput("an object is missing", where="param")
    return cast("Mapping[str, Any]", value)
