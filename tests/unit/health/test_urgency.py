"""How urgent the notice of an incident is: as urgent as its remedy needs a person."""

from datetime import UTC, datetime

import pytest

from orderhub.health.model.incident import Incident, IncidentState
from orderhub.health.service.telling import notice_of
from orderhub.notify.facade import Severity

AT = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)


def incident(cause: str, channel_code: str) -> Incident:
    return Incident(
        id=1, cause=cause, subject="shop:1", channel="taobao", app_key="", shop_ids=(1,),
        methods=(), told=False, state=IncidentState.OPEN, code=cause, channel_code=channel_code,
        detail="", words=None, failures=10, opened_at=AT, first_failed_at=AT, last_failed_at=AT,
        last_good_at=None, good_since=None, resolved_at=None, owner=None, reopened=0, version=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cause", "channel_code", "severity"),
    [
        ("auth_expired", "27", Severity.URGENT),
        ("scope_missing", "12", Severity.URGENT),
        ("other", "a code of tomorrow", Severity.URGENT),
        ("channel_unavailable", "520", Severity.WARNING),
        ("rate_limited", "7", Severity.WARNING),
    ],
)
def test_what_only_a_person_mends_is_urgent(
    cause: str, channel_code: str, severity: Severity
) -> None:
    assert notice_of(incident(cause, channel_code), "", over=False).severity is severity
