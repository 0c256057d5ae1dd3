"""What happens to incidents."""

from datetime import datetime
from typing import Any

from typing_extensions import TypedDict

from orderhub.kernel.events import Event

OPENED = "health.incident_opened.v1"
RESOLVED = "health.incident_resolved.v1"


class IncidentOpened(TypedDict):
    """An incident began, or came back (`reopened` times by now)."""

    incident_id: int
    cause: str
    reopened: int


class IncidentResolved(TypedDict):
    """An incident is over; `took_s` seconds from the first failure to the first good call."""

    incident_id: int
    cause: str
    took_s: int


ANNOUNCED = {OPENED: IncidentOpened, RESOLVED: IncidentResolved}


def incident_opened(
    incident_id: int, version: int, cause: str, reopened: int, now: datetime
) -> Event:
    """An incident began, or came back (`reopened` times by now)."""
    data: dict[str, Any] = {"incident_id": incident_id, "cause": cause, "reopened": reopened}
    return _event(OPENED, incident_id, version, now, data)


def incident_resolved(
    incident_id: int, version: int, cause: str, took_s: int, now: datetime
) -> Event:
    """An incident is over; `took_s` seconds from the first failure to the first good call."""
    data: dict[str, Any] = {"incident_id": incident_id, "cause": cause, "took_s": took_s}
    return _event(RESOLVED, incident_id, version, now, data)


def _event(
    topic: str, incident_id: int, version: int, now: datetime, data: dict[str, Any]
) -> Event:
    return Event(
        topic=topic, key=f"incident:{incident_id}", version=version, occurred_at=now, data=data
    )
