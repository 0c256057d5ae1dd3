"""Reads the business parameters of a Pinduoduo call; what is wrong is refused by name."""

from collections.abc import Mapping

from orderhub_sandbox.gateway import Call
from orderhub_sandbox.json_text import Row, as_list, as_row, read_json
from orderhub_sandbox.pinduoduo.refusals import refuse
from orderhub_sandbox.shops import Shop

_HALF_HOUR = 1800


def required(params: Mapping[str, str], name: str) -> str:
    if not params.get(name):
        raise refuse("argument_wrong", name)
    return params[name]


def number(params: Mapping[str, str], name: str, default: int, highest: int) -> int:
    """A whole number from 1 to `highest`."""
    text = params.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= highest:
        raise refuse("argument_wrong", name)
    return int(text)


def span(params: Mapping[str, str]) -> tuple[int, int]:
    """`start_updated_at` and `end_updated_at`, at most half an hour apart."""
    texts = [required(params, f"{name}_updated_at") for name in ("start", "end")]
    if not all(text.isdigit() for text in texts):
        raise refuse("argument_wrong", "start_updated_at")
    start, end = map(int, texts)
    if end < start or end - start > _HALF_HOUR:
        raise refuse("argument_wrong", "end_updated_at")
    return start, end


def json_rows(params: Mapping[str, str], name: str, most: int) -> list[Row]:
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
        raise refuse("revoked")
    return call.shop
