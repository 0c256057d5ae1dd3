"""A source's own JSON fit to be shown: whatever may be a person is hidden. Pure.

Nobody told us what the fields of such a system mean, so names and looks decide; what a mapping
reads is shown, since it holds no people.
"""

import re
from typing import Any, cast

HIDDEN = "****"
_NAMES = re.compile(
    r"name|phone|mobile|(^|_)tel|addr|receiv|recipient|consign|contact|buyer|customer|member|mail"
    r"|street|id_?card|password|secret|token|remark|memo|note|message|birth|wechat|qq"
    r"|姓名|电话|手机|地址|收件|收货|买家|客户|联系|身份|备注|留言|邮箱|密码",
    re.IGNORECASE,
)
_LOOKS = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|[^\s@]+@[^\s@]+\.[^\s@]+|(?<!\d)\d{17}[\dXx](?!\d)")


def hidden(value: Any, shown: frozenset[str]) -> Any:
    """`value` with every field hidden that may hold a person, save those named `shown`."""
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        return {name: _of(name, inner, shown) for name, inner in items}
    if isinstance(value, list):
        return [hidden(one, shown) for one in cast("list[Any]", value)]
    return HIDDEN if isinstance(value, str) and _LOOKS.search(value) else value


def _of(name: str, value: Any, shown: frozenset[str]) -> Any:
    if isinstance(value, dict | list) or name in shown or value in (None, ""):
        return hidden(value, shown)
    return HIDDEN if _NAMES.search(name) else hidden(value, shown)
