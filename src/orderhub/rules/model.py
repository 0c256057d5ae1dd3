"""What a rule is, what a rule set says about an order, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from orderhub.kernel.records import record

Facts = Mapping[str, object]


class Review(StrEnum):
    """What a rule says about review (审单)."""

    APPROVE = "approve"
    HOLD = "hold"


class GiftShort(StrEnum):
    """Of a gift (赠品) that is out of stock: the order waits for it, or goes without."""

    WAIT = "wait"
    DROP = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """`units` of our SKU added to an order at no price, to the `first` orders only (0: to all)."""

    sku: str
    title: str
    units: int = 1
    first: int = 0
    short: GiftShort = GiftShort.WAIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When the CEL condition holds: put `tag` on, raise the priority (1..3), approve or hold, add
    a gift."""

    key: str
    name_zh: str
    name_en: str
    when: str
    tag: str | None = None
    priority: int = 0
    review: Review | None = None
    gift: Gift | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """A published version of an ordered list of rules (规则集)."""

    id: int
    key: str
    name_zh: str
    name_en: str
    version: int
    publication: int
    enabled: bool
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One entry of a rule set's history; `publication` rises over all sets."""

    version: int
    publication: int
    enabled: bool
    rules: tuple[Rule, ...]
    restored_from: int | None
    published_at: datetime
    published_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagDefinition:
    """How a tag is shown; `color` is a preset name of the console or #rrggbb."""

    tag: str
    label_zh: str
    label_en: str
    color: str
    rank: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a rule and where in its condition (from 1); 0 = the rule as a whole."""

    rule: str
    detail: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What rules may name: tags that are defined, SKUs of the goods (None: there are no goods)."""

    tags: frozenset[str]
    skus: frozenset[str] | None


@record
class Hit:
    """A rule that held: `rule` is "set.rule@version", `reason` the values that made it so."""

    tag: str
    rule: str
    reason: str


@record
class Verdict:
    """What the book says of an order (判定结果). `reasons` has every rule that held, tags or not;
    `failed` names rules that could not be computed and were passed over; `gifts` have the rule that
    gives each."""

    tags: tuple[Hit, ...] = ()
    priority: int = 0
    review: Review | None = None
    reasons: tuple[Hit, ...] = ()
    failed: tuple[str, ...] = ()
    gifts: tuple[tuple[str, Gift], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """How often a rule could not be computed, and why at last."""

    rule_set: str
    version: int
    rule: str
    n: int
    error: str


@dataclass(slots=True)
class FailureCount:
    """Failures of one rule since they were last written down."""

    n: int = 0
    error: str = ""
