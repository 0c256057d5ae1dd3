"""An incident (事件): one cause at one app, shop or peer, from the first failure to the last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from orderhub.connector_kit.causes import Words


class IncidentState(StrEnum):
    """`acknowledged`: somebody knows and works on it."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class EntryKind(StrEnum):
    """What happened to an incident."""

    OPENED = "opened"
    REOPENED = "reopened"
    GREW = "grew"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What somebody found: the calls, a run, or another slice.

    `subject` with `cause` names the incident ("app:<channel>:<key>", "shop:<id>", or another
    slice's own). `told`: who found it also tells when it is over, by `resolve_told`; else good
    calls do. `proven` as in `Known`. `words` (what, remedy) where the error book has none.
    Of a peer: `subject` is the peer, `shop_ids` are those that its silence hits.
    """

    cause: str
    subject: str
    shop_ids: Sequence[int]
    at: datetime
    channel: str = ""
    app_key: str = ""
    methods: Sequence[str] = ()
    told: bool = False
    code: str = ""
    channel_code: str = ""
    detail: str = ""
    failures: int = 1
    first_failed_at: datetime | None = None
    last_good_at: datetime | None = None
    words: tuple[Words, Words] | None = None
    deserving: bool = True
    peer: str = ""
    peer_name: str = ""


INCIDENT_COLUMNS = """id, cause, subject, channel, app_key, shop_ids, methods, told, state, code,
    channel_code, detail, words, failures, opened_at, first_failed_at, last_failed_at,
    last_good_at, good_since, resolved_at, owner, reopened, version, peer, peer_name"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """`failures` is the longest row of failures seen; `good_since` is set while it seems over."""

    id: int
    cause: str
    subject: str
    channel: str
    app_key: str
    shop_ids: tuple[int, ...]
    methods: tuple[str, ...]
    told: bool
    state: IncidentState
    code: str
    channel_code: str
    detail: str
    words: Mapping[str, Any] | None
    failures: int
    opened_at: datetime
    first_failed_at: datetime
    last_failed_at: datetime
    last_good_at: datetime | None
    good_since: datetime | None
    resolved_at: datetime | None
    owner: str | None
    reopened: int
    version: int
    peer: str = ""
    peer_name: str = ""

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> "Incident":
        """A row with `INCIDENT_COLUMNS`."""
        values: dict[str, Any] = {**row, "state": IncidentState(row["state"])}
        values |= {name: tuple(row[name]) for name in ("shop_ids", "methods")}
        return cls(**values)

    @property
    def over(self) -> bool:
        return self.state is IncidentState.RESOLVED

    @property
    def line_shops(self) -> tuple[int, ...]:
        """The shops by which its calls are kept: a peer's are kept by none."""
        return (0,) if self.peer else self.shop_ids

    @property
    def took(self) -> timedelta | None:
        """From the first failure to the first good call, once it is over."""
        return None if self.resolved_at is None else self.resolved_at - self.first_failed_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of an incident's timeline; `detail` holds codes and ids only."""

    at: datetime
    kind: EntryKind
    by: str
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])
