"""When a source is asked, since when, and after which place."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orderhub.sources.decide.asking import again_after, next_cursor, parameters
from orderhub.sources.model.sources import PullPlan, SinceStyle, Source, SourceKind, SourceState

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
PLAN = PullPlan(every_s=60, since_param="from", cursor_param="after", cursor_path="data.next")


def source(**over: Any) -> Source:
    values: dict[str, Any] = {
        "id": 1, "name": "云仓", "kind": SourceKind.SHIPMENTS, "state": SourceState.ACTIVE,
        "warehouse": "", "pull": PLAN, "pull_host": "erp.example.com", "pull_cursor": "",
        "pull_since": None, "pull_failures": 0, "pull_due_at": NOW, "created_at": NOW,
    }  # fmt: skip
    return Source(**values | over)


@pytest.mark.parametrize(
    ("style", "said"),
    [
        (SinceStyle.ISO, "2026-01-04T04:00:00Z"),
        (SinceStyle.UNIX_S, "1767499200"),
        (SinceStyle.UNIX_MS, "1767499200000"),
        (SinceStyle.LOCAL, "2026-01-04 12:00:00"),
    ],
)
def test_a_source_is_first_asked_for_a_day_in_its_own_way_of_writing(
    style: SinceStyle, said: str
) -> None:
    plan = PullPlan(every_s=60, since_param="from", since_style=style)
    assert parameters(source(), plan, NOW) == {"from": said}


def test_it_goes_on_from_the_last_good_answer() -> None:
    read = source(pull_since=NOW, pull_cursor="7")
    assert parameters(read, PLAN, NOW) == {"from": "2026-01-05T04:00:00Z", "after": "7"}
    assert parameters(read, PullPlan(every_s=60), NOW) == {}


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ({"data": {"next": "8"}}, "8"),
        ({"data": {"next": 8}}, "8"),
        ({"data": {"next": ""}}, "7"),
        ({"data": {"next": None}}, "7"),
        ({"data": {"next": ["8"]}}, "7"),
        ({"data": {"next": "8\n"}}, "7"),
        ([], "7"),
    ],
)
def test_a_place_that_is_none_changes_nothing(answer: Any, place: str) -> None:
    assert next_cursor(answer, source(pull_cursor="7"), PLAN) == place


def test_after_failures_it_is_asked_later_each_time_within_an_hour() -> None:
    waits = [again_after(PLAN, n) for n in (0, 1, 2, 6, 400)]
    assert waits == [timedelta(minutes=n) for n in (1, 2, 4, 60, 60)]
    slow = PullPlan(every_s=86_400)
    assert again_after(slow, 3) == timedelta(days=1)
