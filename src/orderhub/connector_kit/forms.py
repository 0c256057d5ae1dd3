"""Another system's JSON into a form of ours, by people's expressions. Pure.

A mapping is `{target: expression}`. The target `form.many` finds the rows in a document (else the
list under that name, or the document itself), `lines` the lines in a row; targets `lines.…` are
evaluated for each line. JMESPath starts at the row or the line; CEL has the variables `form.one`
and `line`. A table of words stands behind an expression: their word → ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from orderhub.connector_kit.contract import Json
from orderhub.connector_kit.expressions import Expression, compile_expression
from orderhub.connector_kit.readers import node, text
from orderhub.kernel.errors import ContractViolation, InvalidInput

Words = Mapping[str, Mapping[str, str]]
LINES, OF_LINE = "lines", "lines."
_MILLISECONDS = 100_000_000_000
_SHOWN = 40


class UnknownWord(ContractViolation):
    """A word that stands for none of ours: add it to the mapping's table, then replay the row."""

    code = "unknown_word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a mapping fills in: `one` row is called so in CEL, `many` is the target that finds them,
    `noun` what messages call a row. `required` targets of lines are so only where lines are mapped,
    unless `lines` is required too. `words`: targets that know certain words of ours only."""

    one: str
    many: str
    noun: str
    required: frozenset[str]
    targets: frozenset[str]
    times: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()
    words: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def needs(self, mapping: Mapping[str, str]) -> frozenset[str]:
        """What the mapping must name."""
        lined = LINES in mapping or LINES in self.required
        return frozenset(t for t in self.required if lined or not t.startswith(OF_LINE))


@dataclass(frozen=True, slots=True)
class MappedForm:
    """A compiled mapping; `personal` are the sender's own field names that feed personal targets,
    `names` all that it reads."""

    form: Form
    fields: Mapping[str, Expression]
    words: Words
    personal: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        return frozenset[str]().union(*(one.names for one in self.fields.values()))

    def rows(self, document: Any) -> Any:
        """The sender's list of rows in a document; ContractViolation when it cannot be found."""
        many = self.form.many
        finder = self.fields.get(many)
        if finder is not None:
            return _evaluate(many, finder, {"document": document, self.form.one: document})
        return cast("Any", document) if isinstance(document, list) else node(document).get(many)

    def row(self, source: Any) -> dict[str, Any]:
        """One row in our form; ContractViolation names the target that failed."""
        row: dict[str, Any] = {}
        variables = {self.form.one: source}
        for target in self.fields:
            if target not in {self.form.many, LINES} and not target.startswith(OF_LINE):
                _put(row, target, self._said(target, variables))
        if LINES in self.fields:
            row[LINES] = self._lines(source)
        return row

    def _lines(self, source: Json) -> list[dict[str, Any]]:
        lines = _evaluate(LINES, self.fields[LINES], {self.form.one: source})
        if lines is None and LINES not in self.form.required:
            return []
        if not isinstance(lines, list):
            raise ContractViolation("cannot read lines", field=LINES)
        return [self._line(n, line, source) for n, line in enumerate(cast("list[Any]", lines), 1)]

    def _line(self, position: int, line: Any, source: Json) -> dict[str, Any]:
        made: dict[str, Any] = {"line_no": str(position)}
        for target in self.fields:
            if target.startswith(OF_LINE):
                value = self._said(target, {self.form.one: source, "line": line})
                if value is not None:
                    made[target.removeprefix(OF_LINE)] = value
        return made

    def _said(self, target: str, variables: Mapping[str, Any]) -> Any:
        value = _evaluate(target, self.fields[target], variables)
        if value is None:
            return None
        if target in self.form.times:
            return _time(target, value)
        table, ours = self.words.get(target), self.form.words.get(target)
        return value if table is None and ours is None else _word(target, value, table, ours)


def compile_form(form: Form, mapping: Mapping[str, str], words: Words | None = None) -> MappedForm:
    """A usable mapping; InvalidInput with `problems` (target → what is wrong) when it is not."""
    problems = dict.fromkeys(form.needs(mapping) - mapping.keys(), "is needed")
    fields: dict[str, Expression] = {}
    for target, source in mapping.items():
        if target not in form.targets:
            problems[target] = f"is no field of {form.noun}"
            continue
        try:
            root = "line" if target.startswith(OF_LINE) else form.one
            fields[target] = compile_expression(source, root)
        except InvalidInput as error:
            problems[target] = error.detail
    for target, table in (words or {}).items():
        wrong = set(table.values()) - form.words.get(target, set(table.values()))
        if target not in mapping:
            problems[target] = "has a table of words and no expression"
        elif wrong:
            problems[target] = f"knows no word {min(wrong)}"
    if problems:
        told = "; ".join(f"{target} {why}" for target, why in sorted(problems.items()))
        raise InvalidInput(told, problems=problems)
    names = (fields[target].names for target in form.personal & fields.keys())
    return MappedForm(form, fields, words or {}, frozenset[str]().union(*names))


def _evaluate(target: str, expression: Expression, variables: Mapping[str, Any]) -> Any:
    try:
        return expression.evaluate(variables)
    except (ValueError, OverflowError, OSError):
        raise _unread(target) from None


def _time(target: str, value: Any) -> Any:
    """ISO text of a time given as datetime or as unix seconds or milliseconds; text as it is."""
    try:
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, int | float) and value > 0:
            seconds = value / 1000 if value > _MILLISECONDS else value
            return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        raise _unread(target) from None
    return value or None


def _word(
    target: str, value: Any, table: Mapping[str, str] | None, ours: frozenset[str] | None
) -> str:
    """Ours for theirs: by the table, or as it stands where it is one of ours."""
    try:
        said = text(value)
    except ValueError:
        raise _unread(target) from None
    word = (table or {}).get(said, said)
    if ours is not None and word not in ours:
        raise UnknownWord(f"{target} knows no word {said[:_SHOWN]!r}", field=target)
    return word


def _unread(target: str) -> ContractViolation:
    return ContractViolation(f"cannot read {target}", field=target)


def _put(row: dict[str, Any], target: str, value: Any) -> None:
    if value is None:
        return
    group, _, name = target.rpartition(".")
    if group:
        row.setdefault(group, {})[name] = value
    else:
        row[name] = value
