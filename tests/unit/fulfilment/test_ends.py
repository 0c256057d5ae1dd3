"""What a try at telling leads to: doubt is not forgotten, no warehouse is waited for twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orderhub.fulfilment.model.tasks import Begun, Task, TaskKind, TaskState
from orderhub.fulfilment.service.ends import end_of
from orderhub.kernel.errors import (
    ChannelRefused,
    ChannelUnavailable,
    CircuitOpen,
    ClockSkewed,
    ConnectorError,
    OutcomeUnknown,
    RateLimited,
)

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def begun(kind: TaskKind = TaskKind.SHIP_BACK, attempts: int = 1, **over: Any) -> Begun:
    """The try number `attempts` of a task; `ask_first` as told."""
    task = Task(
        id=1, kind=kind, subject="s", order_id=1, shop_id=1, number="A1", external_no="E1", body={},
        request_no="r", state=TaskState.CALLING, attempts=attempts, code="", detail="", due_at=NOW,
        created_at=NOW, changed_at=NOW,
    )  # fmt: skip
    return Begun(task, over.get("ask_first", False))


@pytest.mark.parametrize(
    "error",
    [ChannelUnavailable("503"), CircuitOpen(retry_after_s=5), RateLimited("", retry_after_s=5)],
)
def test_what_may_have_arrived_stays_unknown_through_tries_that_do_not_get_through(
    error: Exception,
) -> None:
    assert end_of(error, begun(ask_first=True), NOW).state is TaskState.UNKNOWN
    assert end_of(error, begun(), NOW).state is TaskState.WAITING


def test_a_clear_answer_ends_the_doubt() -> None:
    assert end_of(None, begun(ask_first=True), NOW).state is TaskState.DONE
    refused = end_of(ChannelRefused("no"), begun(ask_first=True), NOW)
    assert refused.state is TaskState.REFUSED


def test_a_silent_warehouse_is_asked_again_soon_and_a_silent_channel_is_given_time() -> None:
    silence = OutcomeUnknown("504")
    soon = end_of(silence, begun(TaskKind.CREATE), NOW)
    later = end_of(silence, begun(), NOW)
    assert soon.due_at is not None
    assert later.due_at is not None
    assert (soon.state, soon.code) == (TaskState.UNKNOWN, "outcome_unknown")
    assert soon.due_at < NOW + timedelta(seconds=10) < later.due_at


@pytest.mark.parametrize("error", [ChannelUnavailable("down"), OutcomeUnknown("silence")])
def test_silence_stops_a_task_after_its_tries_but_not_while_all_is_silent(
    error: ConnectorError,
) -> None:
    last = begun(TaskKind.CREATE, attempts=10)
    assert end_of(error, last, NOW).state is TaskState.STOPPED
    error.context["probe"] = True
    ended = end_of(error, last, NOW)
    assert (ended.counts, ended.due_at) == (False, NOW + timedelta(seconds=10))


def test_what_may_have_arrived_stays_so_when_its_tries_are_used_up() -> None:
    last = begun(TaskKind.CREATE, attempts=10, ask_first=True)
    ended = end_of(ChannelUnavailable("refused"), last, NOW)
    assert (ended.state, ended.code) == (TaskState.STOPPED, "outcome_unknown")
    definite = end_of(ChannelUnavailable("refused"), begun(attempts=10), NOW)
    assert (definite.state, definite.code) == (TaskState.STOPPED, "channel_unavailable")


def test_our_clock_s_fault_waits_for_its_mending() -> None:
    ended = end_of(ClockSkewed("off"), begun(attempts=10), NOW)
    assert (ended.state, ended.counts) == (TaskState.WAITING, False)


def test_a_refusal_tells_the_channels_code_and_not_what_refusals_are() -> None:
    meaning = ChannelRefused.__doc__ or ""
    plain = end_of(ChannelRefused(meaning, channel_code="50002 20001"), begun(), NOW)
    worded = end_of(ChannelRefused("no such route", channel_code="404"), begun(), NOW)
    assert (plain.detail, worded.detail) == ("[50002 20001]", "no such route [404]")
