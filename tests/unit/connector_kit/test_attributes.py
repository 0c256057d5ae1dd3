"""Extra fields of a payload become typed attributes; personal data never does."""

from typing import Any

import pytest

from orderhub.connector_kit.attributes import NOTHING, AttributeField, compile_attributes
from orderhub.kernel.errors import InvalidInput

PERSONAL = frozenset({"receiver_name", "mobile"})
PAYLOAD = {
    "channel_tag": " VIP ",
    "weight": "1.50",
    "gift": "true",
    "promised": "2026-01-05 12:00:00",
    "deposit": "12.30",
    "receiver_name": "张三",
    "deep": {"mobile": "13800000000", "colour": "red"},
    "items": [{"tags": ["a", "b"]}],
}


def wanted(name: str, kind: str, path: str, *, searchable: bool = False) -> AttributeField:
    return AttributeField(attribute=name, label=name, type=kind, path=path, searchable=searchable)


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("text", "channel_tag", " VIP "),
        ("text", "items[0].tags[1]", "b"),
        ("number", "weight", 1.5),
        ("number", "to_number(weight)", 1.5),
        ("bool", "gift", True),
        ("time", "promised", "2026-01-05T04:00:00Z"),
        ("money", "deposit", 1230),
    ],
)
def test_a_field_is_read_by_its_type(kind: str, path: str, value: object) -> None:
    found = compile_attributes([wanted("x", kind, path)], PERSONAL).apply(PAYLOAD)
    assert (found.values, found.problems) == ({"x": value}, {})


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("number", "channel_tag"),
        ("number", "gift"),
        ("bool", "channel_tag"),
        ("time", "channel_tag"),
        ("money", "channel_tag"),
        ("text", "deep"),
        ("text", "sum(items)"),
    ],
)
def test_a_value_of_another_type_is_a_problem_and_no_value(kind: str, path: str) -> None:
    found = compile_attributes([wanted("x", kind, path)], PERSONAL).apply(PAYLOAD)
    assert found.values == {}
    assert found.problems == {"x": f"is no {kind}"}


def test_what_is_absent_is_neither() -> None:
    assert compile_attributes([wanted("x", "text", "nope.nope")]).apply(PAYLOAD) == NOTHING


def test_only_what_is_marked_can_be_searched() -> None:
    fields = [
        wanted("tag", "text", "channel_tag", searchable=True),
        wanted("colour", "text", "deep.colour"),
    ]
    assert compile_attributes(fields, PERSONAL).apply(PAYLOAD).searchable == {"tag": "vip"}


@pytest.mark.parametrize("path", ["to_string(@)", "to_string(deep)", "values(@)[5]", "deep.*|[0]"])
def test_personal_data_cannot_be_carried_out_by_a_wide_path(path: str) -> None:
    found: Any = compile_attributes([wanted("x", "text", path)], PERSONAL).apply(PAYLOAD)
    assert "张三" not in str(found)
    assert "13800000000" not in str(found)


@pytest.mark.parametrize(
    ("field", "told"),
    [
        (wanted("x", "text", "deep.mobile"), "personal"),
        (wanted("x", "text", "a..b"), "JMESPath"),
        (wanted("x", "text", "cel:order.a"), "JMESPath"),
        (wanted("x", "colour", "a"), "type"),
        (wanted("x y", "text", "a"), "name"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused_by_attribute(
    field: AttributeField, told: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        compile_attributes([field], PERSONAL)
    problems = caught.value.context["problems"]
    assert isinstance(problems, dict)
    assert told in problems[field.attribute]


def test_nothing_is_done_without_a_mapping() -> None:
    assert compile_attributes([]).apply(PAYLOAD) is NOTHING
