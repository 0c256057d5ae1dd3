"""Reads the business parameters of a JD call; what is wrong is said inside the responce node."""

from collections.abc import Mapping

from orderhub_sandbox.clock import read_local
from orderhub_sandbox.json_text import Row, as_row, read_json


class Wrong(Exception):
    """A business parameter, or a state of things, that JD rejects inside the responce node."""


OK: Row = {
    "success": True,
    "englishErrCode": "",
    "chineseErrCode": "操作成功",
    "numberCode": 0,
}


def failed(wrong: Wrong) -> Row:
    """What stands in the place of OK."""
    return {**OK, "success": False, "chineseErrCode": str(wrong), "numberCode": 10400}


def business(params: Mapping[str, str]) -> Row:
    """The business parameters as one object."""
    try:
        found = as_row(read_json(params.get("360buy_param_json") or "{}"))
    except ValueError:
        raise Wrong("360buy_param_json 不是合法的 JSON") from None
    if found is None:
        raise Wrong("360buy_param_json 不是对象")
    return found


def required(params: Row, name: str) -> str:
    text = str(params.get(name) or "")
    if not text:
        raise Wrong(f"{name} 不能为空")
    return text


def number(params: Row, name: str, highest: int, lowest: int = 1) -> int:
    """A whole number from `lowest` to `highest`, also as text."""
    value = params.get(name)
    text = "" if value is None else str(value)
    if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
        raise Wrong(f"{name} 应在 {lowest} 到 {highest} 之间")
    return int(text)


def span(params: Row, names: tuple[str, str]) -> tuple[int, int] | None:
    """Epoch seconds of two local times; None when neither is given."""
    texts = [params.get(name) for name in names]
    if not any(texts):
        return None
    try:
        start, end = (read_local(str(text)) for text in texts)
    except ValueError:
        raise Wrong("日期格式应为 yyyy-MM-dd HH:mm:ss") from None
    if end < start:
        raise Wrong("结束时间不能早于开始时间")
    return start, end
