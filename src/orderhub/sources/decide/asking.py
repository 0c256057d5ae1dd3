"""How a source is asked: since when, after which place; when again. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from orderhub.connector_kit.expressions import compile_expression
from orderhub.connector_kit.readers import text, to_beijing, to_unix_ms, to_unix_s
from orderhub.sources.model.sources import PullPlan, SinceStyle, Source

FIRST = timedelta(days=1)
OVERLAP = timedelta(minutes=5)  # Clocks differ, and what was being written is not shown yet.
LONGEST = timedelta(hours=1)
CURSOR_MAX = 500
_STYLES: Mapping[SinceStyle, Callable[[datetime], str]] = {
    SinceStyle.ISO: lambda at: at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    SinceStyle.UNIX_S: lambda at: str(to_unix_s(at)),
    SinceStyle.UNIX_MS: lambda at: str(to_unix_ms(at)),
    SinceStyle.LOCAL: to_beijing,
}


def parameters(source: Source, plan: PullPlan, now: datetime) -> dict[str, str]:
    """What its address is asked with now: from the last good answer on, a day back at first."""
    asked: dict[str, str] = {}
    if plan.since_param:
        asked[plan.since_param] = _STYLES[plan.since_style](source.pull_since or now - FIRST)
    if plan.cursor_param and source.pull_cursor:
        asked[plan.cursor_param] = source.pull_cursor
    return asked


def next_cursor(document: Any, source: Source, plan: PullPlan) -> str:
    """The place after this answer; as before where the answer names none."""
    if not plan.cursor_path:
        return source.pull_cursor
    expression = compile_expression(plan.cursor_path, "document")
    try:
        found = text(expression.evaluate({"document": document}))
    except ValueError:
        return source.pull_cursor
    return found if 0 < len(found) <= CURSOR_MAX and found.isprintable() else source.pull_cursor


def again_after(plan: PullPlan, failures: int) -> timedelta:
    """How long after an answer, good where `failures` is 0; rarer with each failure in a row."""
    every = timedelta(seconds=plan.every_s)
    return every if not failures else min(every * 2 ** min(failures, 12), max(every, LONGEST))
