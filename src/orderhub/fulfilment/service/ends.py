"""What a try at telling leads to: done, again at some time, refused, or stopped."""

from datetime import datetime, timedelta

from orderhub.fulfilment.model.tasks import Ended, TaskState
from orderhub.infra.disposition import Park, Pause, RetryAt, disposition
from orderhub.kernel.errors import AlreadyDone, ConnectorError, OutcomeUnknown

AUTHORISED_AGAIN_AFTER = timedelta(minutes=5)


def end_of(error: Exception | None, attempts: int, now: datetime) -> Ended:
    """After try number `attempts` (1 = the first). A refusal is business news, never repeated."""
    if error is None or isinstance(error, AlreadyDone):
        return Ended(TaskState.DONE)
    code, detail = _words(error)
    state = TaskState.UNKNOWN if isinstance(error, OutcomeUnknown) else TaskState.WAITING
    match disposition(error, attempts - 1, now):
        case RetryAt(at=at, counts=counts):
            return Ended(state, code, detail, at, counts)
        case Pause(probe_at=at):
            return Ended(state, code, detail, at or now + AUTHORISED_AGAIN_AFTER, counts=False)
        case Park():
            return Ended(TaskState.REFUSED, code, detail)
        case _:
            return Ended(TaskState.STOPPED, code, detail)


def _words(error: Exception) -> tuple[str, str]:
    if isinstance(error, ConnectorError):
        detail = f"{error.detail} [{error.channel_code}]" if error.channel_code else error.detail
        return error.code, detail[:300]
    return type(error).__name__.lower(), ""
