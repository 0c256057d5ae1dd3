"""The envelope of a domain event (领域事件): thin, versioned, without personal data."""

from dataclasses import field
from datetime import datetime
from typing import Any

from orderhub.kernel.records import record


@record
class Event:
    """`topic` is `slice.event.vN`; `key` names the aggregate, whose events are delivered by
    `version`."""

    topic: str
    key: str
    version: int
    occurred_at: datetime
    data: dict[str, Any] = field(default_factory=dict[str, Any])
