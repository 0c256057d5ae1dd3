"""A slice touches its own tables only (house-style §B1.2); import contracts cannot see SQL."""

import re
from collections.abc import Mapping

from tests.architecture.source import ROOT, Module, rooms, texts

_CREATED = re.compile(r"CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(\w+)")
_TOUCHED = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE|TRUNCATE|COPY)\s+(?:ONLY\s+)?([a-z_]+)\b")
_TABLE = re.compile(r"[a-z_]+")
OWNERS = {"order_desk": "orders"}  # Revision → slice, where the revision is not named after it.


def owners() -> dict[str, str]:
    """Table → slice, from the revisions that make the tables."""
    found = dict[str, str]()
    for path in sorted((ROOT / "migrations" / "versions").glob("*.py")):
        subject = path.stem.split("_", 1)[1]
        named = (name for name in rooms() if subject == name or subject.startswith(f"{name}_"))
        owner = OWNERS.get(subject) or next(named, None)
        for table in _CREATED.findall(path.read_text()):
            if owner is None:
                raise LookupError(f"{path.name}: which slice owns {table}? Add it to OWNERS.")
            found[table] = owner
    return found


def violations(module: Module, owned: Mapping[str, str]) -> list[str]:
    """`path:line: table of slice` for each foreign table in the module's SQL."""
    if module.room not in set(owned.values()) - {"infra"}:
        return []  # apps and benches look everywhere
    return [
        f"{module.path}:{line}: {table} of {owned[table]}"
        for line, text in texts(module)
        for table in {*_TOUCHED.findall(text), *_whole(text)}
        if table in owned and owned[table] not in (module.room, "infra")
    ]


def _whole(text: str) -> list[str]:
    """A text that is nothing but a word may be the name given to `sa.Table` or `copy`."""
    return [text] if "_" in text and _TABLE.fullmatch(text) else []
