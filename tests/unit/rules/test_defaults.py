"""The default rules on examples: who gets which tag, and why."""

from typing import Any

import pytest

from orderhub.rules.decide import check, compile_book, evaluate
from orderhub.rules.defaults import SETS, TAGS
from orderhub.rules.model import Known, Review, RuleSet, Verdict
from orderhub.rules.variables import BY_NAME, SAMPLE

LISTED = "在 新疆、新疆维吾尔自治区、西藏 等 12 项 之中"
PLAIN = {**SAMPLE, "total": 99.0, "buyer_note": "", "seller_note": "", "quantity": 1}
BOOK = compile_book(
    RuleSet(
        id=n, key=key, name_zh=zh, name_en=en, version=1, publication=n, enabled=True, rules=rules
    )
    for n, (key, zh, en, _, rules) in enumerate(SETS, 1)
)


def judge(**over: Any) -> Verdict:
    return evaluate(BOOK, {**PLAIN, **over})


def test_the_default_rules_are_without_fault() -> None:
    tags = frozenset(tag.tag for tag in TAGS)
    assert [check(rules, Known(tags=tags, skus=None)) for *_, rules in SETS] == [[], []]
    assert BOOK.tags == tags


def test_the_sample_has_every_documented_variable() -> None:
    assert set(SAMPLE) == set(BY_NAME)


@pytest.mark.parametrize(
    ("over", "tag", "reason"),
    [
        ({"total": 1299.0}, "high_value", "实付 ¥1,299.00 ≥ ¥1,000"),
        ({"total": 1000.0}, "high_value", "实付 ¥1,000.00 ≥ ¥1,000"),
        ({"total": 1299.5, "currency": "USD"}, "high_value", "实付 USD 1,299.50 ≥ USD 1,000"),
        ({"total": 1300.0, "currency": "JPY"}, "high_value", "实付 JPY 1,300 ≥ JPY 1,000"),
        (
            {"province": "西藏自治区"},
            "remote",
            f"省份 西藏自治区 {LISTED}",
        ),
        ({"province": "青海"}, "remote", f"省份 青海 {LISTED}"),
        ({"buyer_note": "麻烦加急,孩子急用"}, "urgent", "买家留言 含「加急」；买家留言 含「急用」"),
        ({"seller_note": "客户催发"}, "urgent", "卖家备注 含「催发」"),
        ({"quantity": 10}, "bulk", "件数 10 ≥ 10"),
        ({"buyer_note": "放门口"}, "noted", "买家留言 不为空"),
    ],
)
def test_each_tag_says_why(over: dict[str, Any], tag: str, reason: str) -> None:
    hits = {hit.tag: hit for hit in judge(**over).tags}
    assert hits[tag].reason == reason
    assert hits[tag].rule == f"tags.{tag}@1"


@pytest.mark.parametrize(
    "over", [{"total": 999.99}, {"province": "浙江省"}, {"quantity": 9}, {"buyer_note": ""}]
)
def test_a_plain_order_has_no_tag_and_would_be_approved(over: dict[str, Any]) -> None:
    verdict = judge(**over)
    assert (verdict.tags, verdict.priority, verdict.review) == ((), 0, Review.APPROVE)


@pytest.mark.parametrize(
    "over",
    [{"total": 1000.0}, {"province": "新疆"}, {"buyer_note": "谢谢"}, {"seller_note": "等等"}],
)
def test_value_distance_and_notes_keep_an_order_for_a_person(over: dict[str, Any]) -> None:
    assert judge(**over).review is None


def test_the_greatest_priority_counts() -> None:
    assert judge(total=2000.0).priority == 1
    assert judge(total=2000.0, buyer_note="加急").priority == 2


def test_no_note_is_repeated_in_a_reason() -> None:
    verdict = judge(buyer_note="加急 13812345678 张三丰", total=2000.0)
    assert all("张三丰" not in hit.reason and "138" not in hit.reason for hit in verdict.reasons)


def test_a_remembered_answer_is_the_first_answer() -> None:
    assert judge(total=1299.0) == judge(total=1299.0)
    assert judge(total=1299.0, currency="USD") != judge(total=1299.0)
