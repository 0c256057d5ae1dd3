"""What changed between two states of an order, field by field. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast


def difference(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """`[{field, before, after}]` of every field that differs; nested people by `people.<name>`."""
    old, new = _flat(before or {}), _flat(after or {})
    return [
        {"field": name, "before": _plain(old.get(name)), "after": _plain(new.get(name))}
        for name in (*new, *(old.keys() - new.keys()))
        if old.get(name) != new.get(name)
    ]


def _flat(state: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in state.items():
        if name in ("people", "attributes"):
            parts = cast("Mapping[str, Any]", value or {})
            flat.update({f"{name}.{key}": part for key, part in parts.items()})
        else:
            flat[name] = value
    return flat


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
