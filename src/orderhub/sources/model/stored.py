"""Sources and rows set aside as their tables hold them."""

from collections.abc import Mapping
from typing import Any

from orderhub.sources.model.rows import Aside, AsideState
from orderhub.sources.model.sources import (
    PullPlan,
    SinceStyle,
    Source,
    SourceKind,
    SourceState,
)

NO_SUCH = "there is no such source"
SOURCE_COLUMNS = """
    s.id, s.name, s.kind, s.state, s.warehouse, s.pull, s.pull_host, s.pull_cursor, s.pull_since,
    s.pull_failures, s.pull_due_at, s.created_at
"""
ASIDE_COLUMNS = """
    id, source_id, key, label, whole, reason, field, detail, raw_ref, received_at, state, tries,
    closed_at, closed_by
"""


def source_of(row: Mapping[Any, Any]) -> Source:
    """The source of a row with SOURCE_COLUMNS."""
    values: dict[str, Any] = {str(name): value for name, value in row.items()}
    plan: dict[str, Any] | None = values["pull"]
    values["kind"], values["state"] = SourceKind(row["kind"]), SourceState(row["state"])
    if plan is not None:
        plan["since_style"] = SinceStyle(plan["since_style"])
    values["pull"] = None if plan is None else PullPlan(**plan)
    return Source(**{name: values[name] for name in Source.__dataclass_fields__})


def aside_of(row: Mapping[Any, Any]) -> Aside:
    """The entry of a row with ASIDE_COLUMNS."""
    values: dict[str, Any] = {str(name): value for name, value in row.items()}
    values["state"] = AsideState(row["state"])
    return Aside(**values)
