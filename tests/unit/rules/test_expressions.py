"""Conditions: what compiles, what is refused and where, and what happens when one fails."""

from dataclasses import replace
from typing import Any

import pytest

from orderhub.rules.decide import check, compile_book, evaluate
from orderhub.rules.expression import Uncompilable, compile_condition
from orderhub.rules.model import Gift, Known, Review, Rule, RuleSet
from orderhub.rules.reason import reasoning_of
from orderhub.rules.variables import SAMPLE

RULE = Rule(key="r", name_zh="规则", name_en="Rule", when="order.quantity >= 3", tag="t")


def make_set(*rules: Rule, **over: Any) -> RuleSet:
    return replace(
        RuleSet(
            id=1,
            key="tags",
            name_zh="标签",
            name_en="Tags",
            version=4,
            publication=9,
            enabled=True,
            rules=rules,
        ),
        **over,
    )


def holds(condition: str, **over: object) -> bool:
    return compile_condition(condition).holds({**SAMPLE, **over})


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("order.total > 1", True),
        ("order.total_minor == 129900 && order.quantity in [1, 2, 3]", True),
        ('order.skus.exists(s, s.startsWith("TS-"))', True),
        ('order.titles.exists(t, t.contains("裙"))', False),
        ("order.attributes.gift == true", True),
        ('has(order.attributes.gift) && order.channel != "order.total"', True),
        ("order.attributes.nothing == 1", False),
        ('order["total"] > 1000.0', True),
        ("has(order.total)", True),
        ('order.paid_at - order.placed_at < duration("5m")', True),
        ("order.hour >= 9 && order.hour < 18", True),
        ("!order.presale", True),
        ("order .total >= 1000.0", True),
        ("size(order.skus) == 1", True),
    ],
)
def test_conditions_over_every_kind_of_variable(condition: str, *, expected: bool) -> None:
    assert holds(condition) is expected


@pytest.mark.parametrize(
    ("condition", "line", "column", "told"),
    [
        ("order.total >=", 1, 15, "Syntax error"),
        ("order.total > 1 &&\n  order.quantity >=> 1", 2, 20, "Syntax error"),
        ("order.nope > 1", 1, 7, "order has no 'nope'"),
        ('order.buyer_note == "order.x" && order.y', 1, 40, "order has no 'y'"),
        ("total > 1.0", 1, 1, "'total' is not known"),
        ("true ||\n nope", 2, 2, "'nope' is not known"),
        ("order.total", 1, 1, "types do not fit"),
        ('order.total > "x"', 1, 1, "types do not fit"),
        ("shout(order.channel)", 1, 1, "unknown function"),
        ("order.quantity / 0 > 1", 1, 1, "division by zero"),
        ("", 1, 1, "empty"),
        ("order.total > 1.0 " + "|| true " * 300, 1, 1, "longer than 2000"),
        ("[1].all(a, [1].all(b, [1].all(c, true)))", 1, 1, "more than 2 loops"),
        ("(" * 500 + "true" + ")" * 500, None, None, ""),
        ("'unclosed", None, None, ""),
        ("\x00", None, None, ""),
        ("order", 1, 1, "types do not fit"),
    ],
)
def test_a_wrong_condition_is_refused_with_its_place(
    condition: str, line: int | None, column: int | None, told: str
) -> None:
    with pytest.raises(Uncompilable) as refused:
        compile_condition(condition)
    assert told in refused.value.detail
    if line is not None:
        assert (refused.value.line, refused.value.column) == (line, column)


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([RULE, RULE], "two rules have this key"),
        ([replace(RULE, tag=None)], "gives no tag, priority, review or gift"),
        ([replace(RULE, tag="other")], "tag 'other' is not defined"),
        ([replace(RULE, gift=Gift(sku="B", title="袋"))], "gift 'B' is no SKU of the goods"),
        ([replace(RULE, when="order.")], "Syntax error"),
    ],
)
def test_check_names_the_rule_and_what_is_wrong(rules: list[Rule], told: str) -> None:
    faults = check(rules, Known(tags=frozenset({"t"}), skus=frozenset({"A"})))
    assert [fault.rule for fault in faults] == ["r"]
    assert told in faults[0].detail


def test_a_failing_rule_stops_neither_the_order_nor_the_other_rules() -> None:
    shaky = replace(RULE, key="shaky", when='order.skus[0] == "TS-RED-M"', tag="s")
    book = compile_book([make_set(shaky, RULE)])
    verdict = evaluate(book, {**SAMPLE, "skus": []})
    assert [hit.tag for hit in verdict.tags] == ["t"]
    assert verdict.failed == ("tags.shaky@4",)
    assert book.failures["tags.shaky@4"].n == 1


def test_a_failure_tells_no_value_of_the_order() -> None:
    nosy = replace(RULE, when='order.seller_note == "" || int(order.seller_note) > 3')
    book = compile_book([make_set(nosy)])
    evaluate(book, {**SAMPLE, "seller_note": "张三丰13812345678"})
    (count,) = book.failures.values()
    assert "张三丰" not in count.error
    assert "138" not in count.error


def test_a_stored_rule_that_compiles_no_more_is_counted_not_fatal() -> None:
    book = compile_book([make_set(replace(RULE, key="old", when="order.gone > 1"), RULE)])
    assert "tags.old@4" in book.failures
    assert [hit.tag for hit in evaluate(book, SAMPLE).tags] == ["t"]


def test_disabled_rules_and_sets_are_silent() -> None:
    assert evaluate(compile_book([make_set(replace(RULE, enabled=False))]), SAMPLE).tags == ()
    assert evaluate(compile_book([make_set(RULE, enabled=False)]), SAMPLE).tags == ()


def test_hold_beats_approve() -> None:
    approve = replace(RULE, key="a", tag=None, review=Review.APPROVE)
    hold = replace(RULE, key="h", tag=None, review=Review.HOLD)
    assert evaluate(compile_book([make_set(approve, hold)]), SAMPLE).review is Review.HOLD
    assert evaluate(compile_book([make_set(approve)]), SAMPLE).review is Review.APPROVE


def test_the_book_has_the_greatest_publication() -> None:
    assert compile_book([make_set(RULE), make_set(key="x", publication=12)]).version == 12
    assert compile_book([]).version == 0


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("order.freight_minor <= 1000", "运费 ¥10.00 ≤ ¥10"),
        (
            'order.channel == "my_channel" && order.presale == false',
            "渠道 my_channel = my_channel；预售 = false",
        ),
        ('!(order.city in ["北京市"]) && !order.presale', "城市 杭州市 不在 北京市 之中；预售 否"),
        ("order.total > 1.0 || order.quantity > 100", "实付 ¥1,299.00 > ¥1"),
        ("!(order.total < 1.0 && order.quantity > 1)", "件数 3 > 1"),
        ("size(order.skus) == 1", "规则"),
        ("order.attributes.gift == true", "扩展属性 gift = true"),
        ('order.city.startsWith("杭")', "城市 杭州市 开头为「杭」"),
    ],
)
def test_a_reason_tells_the_comparisons_that_were_true(condition: str, reason: str) -> None:
    assert compile_condition(condition).holds(SAMPLE)
    assert reasoning_of("规则", condition).of(SAMPLE) == reason
