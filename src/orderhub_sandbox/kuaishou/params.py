"""Reads the business JSON of a Kuaishou call; what is wrong is refused by name."""

from orderhub_sandbox.gateway import Call
from orderhub_sandbox.json_text import Row, as_list, as_row, read_json
from orderhub_sandbox.kuaishou.refusals import refuse
from orderhub_sandbox.shops import Shop

_SECOND_MS = 1000


def business(call: Call) -> Row:
    """The object in `param`."""
    try:
        found = as_row(read_json(call.params.get("param") or "{}"))
    except ValueError:
        found = None
    if found is None:
        raise refuse("request_wrong", "param")
    return found


def shop_of(call: Call) -> Shop:
    if call.shop is None:
        raise refuse("token_missing")
    return call.shop


def whole(params: Row, name: str, lowest: int, highest: int) -> int:
    """A whole number from `lowest` to `highest`."""
    text = str(params.get(name, ""))
    if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
        raise refuse("business", f"{name}无效")
    return int(text)


def number_text(params: Row, name: str) -> str:
    """An id, sent as a number or as text."""
    value = params.get(name)
    if isinstance(value, bool) or not isinstance(value, int | str) or not str(value):
        raise refuse("business", f"{name}无效")
    return str(value)


def rows(params: Row, name: str, most: int) -> list[Row]:
    """A list of 1 to `most` objects."""
    listed = [row for item in as_list(params.get(name)) or () if (row := as_row(item)) is not None]
    if not 1 <= len(listed) <= most:
        raise refuse("business", f"{name}无效")
    return listed


def window(params: Row, now: int, longest: int, look_back: int) -> tuple[int, int]:
    """Whole epoch seconds inside [beginTime, endTime], which are milliseconds."""
    begin = whole(params, "beginTime", 0, 10**14)
    end = whole(params, "endTime", 0, 10**14)
    if not 0 <= end - begin <= longest * _SECOND_MS:
        raise refuse("business", "endTime无效")
    if begin < (now - look_back) * _SECOND_MS:
        raise refuse("business", "beginTime无效")
    return -(-begin // _SECOND_MS), end // _SECOND_MS
