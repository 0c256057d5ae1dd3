"""Reads the business parameters of a TOP call; what is wrong is refused by name."""

from collections.abc import Mapping

from orderhub_sandbox.clock import read_local
from orderhub_sandbox.gateway import Call
from orderhub_sandbox.json_text import Row, as_list, as_row, read_json
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.taobao.refusals import refuse


def required(params: Mapping[str, str], name: str) -> str:
    if not params.get(name):
        raise refuse("argument_missing", name)
    return params[name]


def number(params: Mapping[str, str], name: str, default: int, highest: int) -> int:
    """A whole number from 1 to `highest`."""
    text = params.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= highest:
        raise refuse("argument_wrong", name)
    return int(text)


def local_time(params: Mapping[str, str], name: str) -> int:
    """Epoch seconds of a GMT+8 text."""
    try:
        return read_local(required(params, name))
    except ValueError:
        raise refuse("argument_wrong", name) from None


def wanted_fields(params: Mapping[str, str]) -> frozenset[str]:
    """Top-level names of `fields`; `orders.title` asks for all of `orders`."""
    names = required(params, "fields").split(",")
    return frozenset(name.strip().partition(".")[0] for name in names)


def query_rows(params: Mapping[str, str], name: str, most: int) -> list[Row]:
    """A JSON list of at most `most` objects."""
    try:
        listed = as_list(read_json(required(params, name))) or []
    except ValueError:
        raise refuse("argument_wrong", name) from None
    rows = [row for value in listed if (row := as_row(value)) is not None]
    if not 1 <= len(listed) <= most or len(rows) < len(listed):
        raise refuse("argument_wrong", name)
    return rows


def shop_of(call: Call) -> Shop:
    if call.shop is None:
        raise refuse("session_missing")
    return call.shop
