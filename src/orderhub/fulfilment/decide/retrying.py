"""Whether a person may ask for another round of tries. Pure."""

from orderhub.fulfilment.model.tasks import Task, TaskKind, TaskState


def may_retry(task: Task) -> bool:
    """Not while it is in hand or done; nor a recall that the warehouse said comes too late: the
    goods have left, and the answer stays the same."""
    is_too_late = task.kind is TaskKind.CANCEL and task.state is TaskState.REFUSED
    return not is_too_late and task.state not in (TaskState.DONE, TaskState.CALLING)
