"""What a try at telling leads to: done, again at some time, refused, or stopped."""

from datetime import datetime, timedelta

from orderhub.fulfilment.model.tasks import Begun, Ended, TaskKind, TaskState
from orderhub.infra.disposition import Park, Pause, RetryAt, disposition
from orderhub.kernel.errors import (
    AlreadyDone,
    ChannelUnavailable,
    ClockSkewed,
    ConnectorError,
    OutcomeUnknown,
)

AUTHORISED_AGAIN_AFTER = timedelta(minutes=5)
PROBED_AGAIN_AFTER = timedelta(seconds=10)  # as often as a silent peer is tried
TO_WAREHOUSE = frozenset({TaskKind.CREATE, TaskKind.CANCEL})


def end_of(error: Exception | None, begun: Begun, now: datetime) -> Ended:
    """After a try. A refusal is business news, never repeated. What may have arrived stays so until
    somebody says otherwise: a try that did not get through says nothing of the one before. One that
    probed an open circuit, or found our clock off, says nothing of the task: it uses no try up."""
    if error is None or isinstance(error, AlreadyDone):
        return Ended(TaskState.DONE)
    code, detail = _words(error)
    is_unknown = begun.ask_first or isinstance(error, OutcomeUnknown)
    state = TaskState.UNKNOWN if is_unknown else TaskState.WAITING
    if isinstance(error, ClockSkewed):
        return Ended(state, code, detail, now + AUTHORISED_AGAIN_AFTER, counts=False)
    if isinstance(error, ChannelUnavailable | OutcomeUnknown) and error.context.get("probe"):
        return Ended(state, code, detail, now + PROBED_AGAIN_AFTER, counts=False)
    match disposition(_judged(error, begun.task.kind), begun.task.attempts - 1, now):
        case RetryAt(at=at, counts=counts):
            return Ended(state, code, detail, at, counts)
        case Pause(probe_at=at):
            return Ended(state, code, detail, at or now + AUTHORISED_AGAIN_AFTER, counts=False)
        case Park():
            return Ended(TaskState.REFUSED, code, detail)
        case _:
            # What may have arrived still may when a person lets the tries begin anew.
            return Ended(TaskState.STOPPED, OutcomeUnknown.code if is_unknown else code, detail)


def _judged(error: Exception, kind: TaskKind) -> Exception:
    """A warehouse answers a repeat like the first (reference §9.8), so silence is no reason to
    wait before it is asked again."""
    if kind in TO_WAREHOUSE and isinstance(error, OutcomeUnknown):
        return ChannelUnavailable(error.detail, method=error.method)
    return error


def _words(error: Exception) -> tuple[str, str]:
    """The error's code, and what it says beyond that: what its class means is no news."""
    if isinstance(error, ConnectorError):
        said = "" if error.detail == type(error).__doc__ else error.detail
        told = f"{said} [{error.channel_code}]" if error.channel_code else said
        return error.code, told.strip()[:300]
    return type(error).__name__.lower(), ""
