"""Which tasks a person may let be told again."""

from datetime import UTC, datetime

import pytest

from orderhub.fulfilment.decide.retrying import may_retry
from orderhub.fulfilment.model.tasks import Task, TaskKind, TaskState

AT = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "state", "may"),
    [
        (TaskKind.CREATE, TaskState.REFUSED, True),
        (TaskKind.CANCEL, TaskState.STOPPED, True),
        (TaskKind.CANCEL, TaskState.REFUSED, False),
        (TaskKind.NOTE, TaskState.CALLING, False),
        (TaskKind.NOTE, TaskState.DONE, False),
    ],
)
def test_a_recall_that_came_too_late_is_not_offered_again(
    kind: TaskKind, state: TaskState, may: object
) -> None:
    task = Task(
        kind=kind, subject="N7", order_id=1, shop_id=1, number="N7", external_no="E7", body={},
        id=1, request_no="r", state=state, attempts=1, code="", detail="", due_at=AT,
        created_at=AT, changed_at=AT,
    )  # fmt: skip
    assert may_retry(task) is may
