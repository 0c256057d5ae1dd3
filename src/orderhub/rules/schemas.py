"""Wire shapes of rules."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field

from orderhub.infra.http import Body
from orderhub.rules.model import (
    Edition,
    Failures,
    Fault,
    Gift,
    GiftShort,
    Review,
    Rule,
    RuleSet,
    TagDefinition,
)
from orderhub.rules.variables import Type, Variable

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Color = Annotated[str, Field(pattern=r"^(#[0-9a-fA-F]{6}|[a-z]{3,12})$")]


Text = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]


class GiftIn(Body):
    """`units` of our SKU at no price, to the `first` orders only (0: to all); out of stock the
    order waits for it, or goes without (`drop`)."""

    sku: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[!-~]+$")]
    title: Text
    units: Annotated[int, Field(ge=1, le=100)] = 1
    first: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    short: GiftShort = GiftShort.WAIT


class RuleIn(Body):
    """A rule as the editor sends it; `when` is a CEL condition over `order`."""

    key: Key
    name_zh: Name
    name_en: Name
    when: Annotated[str, Field(max_length=2000)]
    tag: Key | None = None
    priority: Annotated[int, Field(ge=0, le=3)] = 0
    review: Review | None = None
    gift: GiftIn | None = None
    enabled: bool = True

    def to_rule(self) -> Rule:
        told = self.model_dump()
        told["gift"] = Gift(**told["gift"]) if told["gift"] else None
        return Rule(**told)


class CheckIn(Body):
    """Rules to check without publishing them."""

    rules: Annotated[list[RuleIn], Field(max_length=100)]


class PublishIn(CheckIn):
    """A new version of a rule set; `based_on` is the version the editor began with."""

    enabled: bool = True
    based_on: Annotated[int, Field(ge=1, le=2**31 - 1)]


class FaultOut(BaseModel):
    """Where a condition is wrong: line and column from 1, 0 for the rule as a whole."""

    rule: str
    line: int
    column: int
    detail: str

    @classmethod
    def of(cls, fault: Fault) -> Self:
        return cls(rule=fault.rule, line=fault.line, column=fault.column, detail=fault.detail)


class CheckOut(BaseModel):
    """Empty `faults`: the rules can be published."""

    faults: list[FaultOut]


class RuleOut(BaseModel):
    """A published rule; `failures` counts orders for which it could not be computed."""

    key: str
    name_zh: str
    name_en: str
    when: str
    tag: str | None
    priority: int
    review: Review | None
    gift: GiftIn | None
    enabled: bool
    failures: int = 0
    error: str | None = None

    @classmethod
    def of(cls, rule: Rule, failed: Failures | None = None) -> Self:
        return cls(
            key=rule.key,
            name_zh=rule.name_zh,
            name_en=rule.name_en,
            when=rule.when,
            tag=rule.tag,
            priority=rule.priority,
            review=rule.review,
            gift=GiftIn(**asdict(rule.gift)) if rule.gift else None,
            enabled=rule.enabled,
            failures=failed.n if failed else 0,
            error=failed.error if failed else None,
        )


class RuleSetOut(BaseModel):
    """A rule set at its published version."""

    id: int
    key: str
    name_zh: str
    name_en: str
    version: int
    enabled: bool
    rules: list[RuleOut]

    @classmethod
    def of(cls, one: RuleSet, failures: list[Failures] | None = None) -> Self:
        failed = {f.rule: f for f in failures or () if f.rule_set == one.key}
        return cls(
            id=one.id,
            key=one.key,
            name_zh=one.name_zh,
            name_en=one.name_en,
            version=one.version,
            enabled=one.enabled,
            rules=[RuleOut.of(rule, failed.get(rule.key)) for rule in one.rules],
        )


class RuleSets(BaseModel):
    items: list[RuleSetOut]


class EditionOut(BaseModel):
    """One published version in a rule set's history."""

    version: int
    enabled: bool
    rules: list[RuleOut]
    restored_from: int | None
    published_at: datetime
    published_by: str

    @classmethod
    def of(cls, edition: Edition) -> Self:
        return cls(
            version=edition.version,
            enabled=edition.enabled,
            rules=[RuleOut.of(rule) for rule in edition.rules],
            restored_from=edition.restored_from,
            published_at=edition.published_at,
            published_by=edition.published_by,
        )


class Editions(BaseModel):
    items: list[EditionOut]


class TagIn(Body):
    """How a tag is shown; `color` is a preset name of the console or #rrggbb."""

    label_zh: Name
    label_en: Name
    color: Color
    rank: Annotated[int, Field(ge=0, le=1000)] = 100

    def to_tag(self, tag: str) -> TagDefinition:
        return TagDefinition(tag=tag, **self.model_dump())


class TagOut(BaseModel):
    tag: str
    label_zh: str
    label_en: str
    color: str
    rank: int

    @classmethod
    def of(cls, tag: TagDefinition) -> Self:
        return cls(
            tag=tag.tag,
            label_zh=tag.label_zh,
            label_en=tag.label_en,
            color=tag.color,
            rank=tag.rank,
        )


class Tags(BaseModel):
    items: list[TagOut]


class VariableOut(BaseModel):
    """`order.<name>` in a condition; `example` is a value in CEL."""

    name: str
    type: Type
    label_zh: str
    label_en: str
    example: str

    @classmethod
    def of(cls, variable: Variable) -> Self:
        return cls(
            name=variable.name,
            type=variable.type,
            label_zh=variable.label_zh,
            label_en=variable.label_en,
            example=variable.example,
        )


class Variables(BaseModel):
    items: list[VariableOut]
