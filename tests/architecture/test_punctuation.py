"""Chinese sentences have full-width punctuation, on screens, in messages and in documents."""

import pytest

from tests.architecture.punctuation import (
    DOCUMENTS,
    WORDS,
    half_width,
    in_document,
    in_module,
    in_words,
)
from tests.architecture.source import modules


def test_what_the_hub_says_in_chinese_has_full_width_marks() -> None:
    assert [found for module in modules() for found in in_module(module)] == []


def test_what_the_console_says_in_chinese_has_full_width_marks() -> None:
    assert [found for path in WORDS for found in in_words(path)] == []


def test_chinese_documents_have_full_width_marks() -> None:
    assert [found for path in DOCUMENTS for found in in_document(path)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "已加载 100 单,向下滚动继续",
        "没有完成:{{detail}}",
        "{{lane}}:{{n}} 单",
        "确定吗?",
        "出库(演示",
        "「订单」;其他",
        "推送 , 失败",
    ],
)
def test_a_planted_half_width_mark_is_found(planted: str) -> None:
    assert half_width(planted) != []


@pytest.mark.parametrize(
    "fine",
    [
        "已加载 100 单，向下滚动继续",
        "形如 order:ORD-1 的编号，或 `a, b(c)` 这样的代码",
        "见 https://example.com/a?b=c:d，或 10:30",
        "Orders (not Chinese): fine",
        "用 size(order.lines) 判断",
        "↵ 打开 · ? 全部按键",
        "见[指南](docs/a.md)",
    ],
)
def test_code_formats_and_english_are_left_alone(fine: str) -> None:
    assert half_width(fine) == []
