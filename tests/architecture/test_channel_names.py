"""Only connectors, demo, drills and benches know which channels there are."""

import pytest

from tests.architecture.channel_names import violations
from tests.architecture.source import modules, parse


def test_no_module_outside_its_folder_names_a_channel() -> None:
    assert [found for module in modules() for found in violations(module)] == []


@pytest.mark.parametrize(
    "planted",
    [
        'if channel == "jd":\n    pass',
        "from orderhub.connectors.taobao.signing import sign",
        "def read_jd_orders() -> None: ...",
        "class TaobaoOrder: ...",
        'LABEL = "京东商城"',
        "shop(website=True)",
        "SQL = \"SELECT 1 FROM shops WHERE channel = 'douyin'\"",
    ],
)
def test_a_planted_channel_name_is_found(planted: str) -> None:
    assert len(violations(parse(planted))) == 1


def test_words_that_only_look_like_a_channel_are_left_alone() -> None:
    assert violations(parse('"""Not even JD."""\njdk = adjust("pddl")')) == []
