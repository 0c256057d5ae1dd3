"""Why a rule held, in words: its simple comparisons that were true, with the order's values."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from orderhub.kernel.money import shown, units_in
from orderhub.rules.expression import FAILURES, Expression, Uncompilable, compile_condition
from orderhub.rules.model import Facts
from orderhub.rules.variables import BY_NAME, MINOR, MONEY, NOTES

TEXT = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
SYMBOLS = {">=": "≥", "<=": "≤", "==": "=", "!=": "≠", ">": ">", "<": "<"}
ATOM = re.compile(
    rf"""(?:(?P<not>!\s*)(?P<open>\(\s*)?)?(?<![\w.])order\.(?P<name>[A-Za-z_]\w*)(?P<key>\.[A-Za-z_]\w*(?!\())?(?:
        \s*(?P<op>>=|<=|==|!=|>|<)\s*(?P<value>-?\d+(?:\.\d+)?|true|false|{TEXT})
      | \s+in\s+(?P<list>\[[^\]]*\])
      | \.(?P<call>contains|startsWith|endsWith|matches)\(\s*(?P<argument>{TEXT})\s*\)
      | (?P<bare>(?!\s*[\w.(\[+*/%<>=!-]))
    )(?(open)\s*\))""",
    re.VERBOSE,
)
CALLS = {"contains": "含", "startsWith": "开头为", "endsWith": "结尾为", "matches": "匹配"}
MANY_ITEMS = 3
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison of a condition, and how to tell it with an order's values."""

    expression: Expression
    tell: Callable[[Facts], str]

    def told_of(self, facts: Facts) -> str | None:
        """Its words where it was true."""
        try:
            return self.tell(facts) if self.expression.holds(facts) else None
        except FAILURES:
            return None


@dataclass(frozen=True, slots=True)
class Reasoning:
    """The comparisons of one condition. `all_hold`: it is nothing but these, joined by &&."""

    name: str
    clauses: tuple[Clause, ...]
    all_hold: bool

    def of(self, facts: Facts) -> str:
        """What made the condition true; the rule's name where it has no simple comparison."""
        if self.all_hold:
            told = [clause.tell(facts) for clause in self.clauses]
        else:
            words = [clause.told_of(facts) for clause in self.clauses]
            told = list(dict.fromkeys(word for word in words if word is not None))
        return "；".join(told)[:LONGEST] or self.name


def reasoning_of(name: str, condition: str) -> Reasoning:
    """How to tell why `condition` held, for the rule called `name`."""
    found = tuple(_clause(match) for match in ATOM.finditer(condition))
    clauses = tuple(clause for clause in found if clause is not None)
    rest = ATOM.sub("", condition).replace("&&", "").strip(" \n\t()")
    return Reasoning(name, clauses, bool(clauses) and clauses == found and not rest)


def _clause(match: re.Match[str]) -> Clause | None:
    if match["name"] not in BY_NAME:
        return None
    if match["bare"] is not None and BY_NAME[match["name"]].type != "boolean":
        return None
    try:
        return Clause(compile_condition(match[0]), _teller(match))
    except Uncompilable:
        return None


def _teller(match: re.Match[str]) -> Callable[[Facts], str]:
    name, key, negated = match["name"], (match["key"] or "")[1:], bool(match["not"])
    label = BY_NAME[name].label_zh.partition("（")[0] + (f" {key}" if key else "")
    ending = _ending(match, negated)

    def tell(facts: Facts) -> str:
        shown = _shown(name, key, facts)
        told = f"{label} {shown} {ending}" if shown else f"{label} {ending}"
        return _with_money(told, name, match["value"], facts)

    return tell


def _ending(match: re.Match[str], negated: bool) -> str:  # noqa: FBT001 - a word of the grammar
    if match["list"]:
        items = re.findall(TEXT, match["list"]) or match["list"][1:-1].split(",")
        listed = "、".join(_unquoted(item.strip()) for item in items[:MANY_ITEMS])
        more = f" 等 {len(items)} 项" if len(items) > MANY_ITEMS else ""
        return f"{'不在' if negated else '在'} {listed}{more} 之中"
    if match["call"]:
        return f"{'不' if negated else ''}{CALLS[match['call']]}「{_unquoted(match['argument'])}」"
    if match["bare"] is not None:
        return "否" if negated else "是"
    value = _unquoted(match["value"])
    if value == "" and match["op"] in ("==", "!="):
        return "为空" if (match["op"] == "==") != negated else "不为空"
    told = f"{SYMBOLS[match['op']]} {value}"
    return f"非 {told}" if negated else told


def _shown(name: str, key: str, facts: Facts) -> str:
    """The order's value, except notes, which are personal until proven otherwise."""
    if name in NOTES:
        return ""
    value = facts[name]
    if key:
        value = value.get(key) if isinstance(value, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    if isinstance(value, bool) or value is None:
        return ""
    if name in MONEY and isinstance(value, int | float):
        return _money(value, name, facts)
    return str(value)  # pyright: ignore[reportUnknownArgumentType]


def _with_money(told: str, name: str, limit: str | None, facts: Facts) -> str:
    if name not in MONEY or limit is None:
        return told
    return told.removesuffix(limit) + _money(float(limit), name, facts).removesuffix(".00")


def _money(amount: float, name: str, facts: Facts) -> str:
    currency = str(facts.get("currency", "CNY"))
    return shown(round(amount if name in MINOR else amount * units_in(currency)), currency)


def _unquoted(literal: str) -> str:
    return literal[1:-1] if literal[:1] in ("'", '"') else literal
