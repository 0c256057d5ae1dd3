"""The hash chain of the audit log: each link covers the entry and the link before it."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC

from orderhub.access.model.audit import Break, Entry


def link(previous: bytes, seq: int, entry: Entry) -> bytes:
    """SHA-256 over the previous link, the place in the chain and everything the entry says."""
    said = [
        seq,
        entry.id,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor_kind,
        entry.actor_id,
        entry.actor_name,
        entry.action,
        entry.object,
        entry.shop_id,
        entry.detail,
    ]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode("utf-8", "surrogatepass")).digest()


def extend(previous: bytes, seq: int, entries: Iterable[Entry]) -> list[tuple[int, int, bytes]]:
    """(entry id, seq, link) for entries that follow the link `previous` at `seq`."""
    links: list[tuple[int, int, bytes]] = []
    for place, entry in enumerate(entries, start=seq + 1):
        previous = link(previous, place, entry)
        links.append((entry.id, place, previous))
    return links


def first_break(previous: bytes, seq: int, entries: Iterable[Entry]) -> Break | None:
    """The first of these sealed entries, in order of seq, that does not continue the chain."""
    for place, entry in enumerate(entries, start=seq + 1):
        if entry.seq != place:
            return Break(place, None, "an entry is missing here")
        previous = link(previous, place, entry)
        if entry.hash != previous:
            return Break(place, entry.id, "the entry or its link was changed after sealing")
    return None
