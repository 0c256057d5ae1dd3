"""The rule book: every published rule compiled once, and its verdict on an order. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orderhub.rules.expression import (
    FAILURES,
    Expression,
    Uncompilable,
    compile_condition,
    explain,
    reader,
)
from orderhub.rules.model import (
    Facts,
    FailureCount,
    Fault,
    Hit,
    Known,
    Review,
    Rule,
    RuleSet,
    Verdict,
)
from orderhub.rules.reason import Reasoning, reasoning_of
from orderhub.rules.variables import MANY, MONEY

REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to be asked. Its answer depends on few values, so it is remembered by them: an
    empty note or the same province needs no second look. Lists and maps are always looked at."""

    rule: Rule
    address: str
    expression: Expression
    reasoning: Reasoning
    read: Callable[[Facts], Any]
    remembered: dict[Any, str | None] | None

    def reason(self, facts: Facts) -> str | None:
        """Why the rule holds, None when it does not; raises one of FAILURES."""
        if self.remembered is None:
            return self._look(facts)
        values = self.read(facts)
        known = self.remembered.get(values, self)
        if known is self:
            if len(self.remembered) >= REMEMBERED:
                self.remembered.clear()
            known = self.remembered[values] = self._look(facts)
        return known  # pyright: ignore[reportReturnType]

    def _look(self, facts: Facts) -> str | None:
        if not self.expression.holds(facts):
            return None
        return self.reasoning.of(facts)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All published rules. `version` rises with every publication; `styles` has each tag's label
    and colour; `failures` counts rules that could not be computed, by address."""

    version: int
    rules: tuple[CompiledRule, ...]
    styles: Mapping[str, tuple[str, str | None]] = field(
        default_factory=dict[str, tuple[str, str | None]]
    )
    failures: dict[str, FailureCount] = field(default_factory=dict[str, FailureCount])

    @property
    def tags(self) -> frozenset[str]:
        """Every tag this book may put on."""
        return frozenset(c.rule.tag for c in self.rules if c.rule.tag is not None)


def evaluate(book: RuleBook, facts: Facts) -> Verdict:
    """What the book says of an order with these facts (`VARIABLES`); no rule makes it raise."""
    held: list[tuple[Rule, Hit]] = []
    failed: list[str] = []
    for one in book.rules:
        try:
            reason = one.reason(facts)
        except FAILURES as error:
            failed.append(one.address)
            _count(book, one.address, error)
            continue
        if reason is not None:
            held.append((one.rule, Hit(one.rule.tag or "", one.address, reason)))
    if not held:
        return NOTHING if not failed else Verdict(failed=tuple(failed))
    return _verdict(held, failed)


NOTHING = Verdict()


def compile_book(
    sets: Iterable[RuleSet], styles: Mapping[str, tuple[str, str | None]] | None = None
) -> RuleBook:
    """The book of these sets. A rule that does not compile any more counts as failing."""
    sets = list(sets)
    book = RuleBook(
        version=max((s.publication for s in sets), default=0),
        rules=tuple(compiled for one in sets if one.enabled for compiled in _compiled(one)),
        styles=styles or {},
    )
    for one in sets:
        for fault in check(one.rules) if one.enabled else ():
            address = f"{one.key}.{fault.rule}@{one.version}"
            book.failures[address] = FailureCount(1, fault.detail)
    return book


def check(rules: Sequence[Rule], known: Known | None = None) -> list[Fault]:
    """What keeps these rules from being published, with positions; names only against `known`."""
    faults: list[Fault] = []
    seen: set[str] = set()
    for rule in rules:
        if rule.key in seen:
            faults.append(Fault(rule=rule.key, detail="two rules have this key"))
        seen.add(rule.key)
        if not (rule.tag or rule.priority or rule.review or rule.gift):
            faults.append(Fault(rule=rule.key, detail="gives no tag, priority, review or gift"))
        if known is not None:
            faults += [Fault(rule=rule.key, detail=detail) for detail in _unknown(rule, known)]
        try:
            compile_condition(rule.when)
        except Uncompilable as error:
            faults.append(
                Fault(rule=rule.key, detail=error.detail, line=error.line, column=error.column)
            )
    return faults


def _unknown(rule: Rule, known: Known) -> Iterable[str]:
    if rule.tag is not None and rule.tag not in known.tags:
        yield f"tag '{rule.tag}' is not defined"
    if rule.gift is not None and known.skus is not None and rule.gift.sku not in known.skus:
        yield f"gift '{rule.gift.sku}' is no SKU of the goods"


def _compiled(one: RuleSet) -> Iterable[CompiledRule]:
    for rule in one.rules:
        if not rule.enabled:
            continue
        try:
            expression = compile_condition(rule.when)
        except Uncompilable:
            continue
        yield _ready(rule, f"{one.key}.{rule.key}@{one.version}", expression)


def _ready(rule: Rule, address: str, expression: Expression) -> CompiledRule:
    names = expression.fields
    if not MONEY.isdisjoint(names) and "currency" not in names:
        names = (*names, "currency")
    remembered: dict[Any, str | None] | None = {} if MANY.isdisjoint(names) else None
    reasoning = reasoning_of(rule.name_zh, rule.when)
    return CompiledRule(rule, address, expression, reasoning, reader(names), remembered)


def _verdict(held: Sequence[tuple[Rule, Hit]], failed: Sequence[str]) -> Verdict:
    hits = tuple(hit for _, hit in held)
    tags: dict[str, Hit] = {}
    for hit in hits:
        if hit.tag:
            tags.setdefault(hit.tag, hit)
    said = {rule.review for rule, _ in held}
    review = (
        Review.HOLD if Review.HOLD in said else Review.APPROVE if Review.APPROVE in said else None
    )
    return Verdict(
        tags=tuple(tags.values()),
        priority=max(rule.priority for rule, _ in held),
        review=review,
        reasons=hits,
        failed=tuple(failed),
        gifts=tuple((hit.rule, rule.gift) for rule, hit in held if rule.gift is not None),
    )


def _count(book: RuleBook, address: str, error: Exception) -> None:
    count = book.failures.setdefault(address, FailureCount())
    count.n += 1
    count.error = explain(error)
