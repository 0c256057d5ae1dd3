"""Reads the business parameters of a Doudian call; what is wrong is refused by name."""

from collections.abc import Mapping

from orderhub_sandbox.douyin.refusals import refuse
from orderhub_sandbox.gateway import Call
from orderhub_sandbox.json_text import Row, as_list, as_row, read_json
from orderhub_sandbox.shops import Shop


def business(params: Mapping[str, str]) -> Row:
    """`param_json`, an object (`{}` when there is nothing to say)."""
    row = as_row(read_json(params["param_json"]))
    if row is None:
        raise refuse("wrong", "param_json")
    return row


def whole(params: Row, name: str) -> int | None:
    """A whole number, also as text; None when absent."""
    value = params.get(name)
    if value is None or isinstance(value, bool):
        return None
    text = str(value)
    if not text.isascii() or not text.isdigit():
        raise refuse("wrong", name)
    return int(text)


def required(params: Row, name: str) -> str:
    value = params.get(name)
    if not isinstance(value, str | int) or not str(value):
        raise refuse("missing", name)
    return str(value)


def objects(params: Row, name: str) -> list[Row]:
    """A list of objects, [] when absent."""
    listed = as_list(params.get(name)) or []
    rows = [row for value in listed if (row := as_row(value)) is not None]
    if len(rows) < len(listed):
        raise refuse("wrong", name)
    return rows


def shop_of(call: Call) -> Shop:
    if call.shop is None:
        raise refuse("token_missing")
    return call.shop
