"""Dead letters: what the machinery put aside, and putting it back."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from orderhub.access.facade import CurrentActor, policy, record
from orderhub.infra import dead_letters
from orderhub.infra.bus import Carrier
from orderhub.infra.bus.status import last_status, queues
from orderhub.infra.http import Body, Router, Transaction

router = Router(prefix="/dead-letters", tags=["dead letters"])
SHOWN = 200


class LetterOut(BaseModel):
    """A message that used up its tries; what it holds is not told."""

    id: int
    consumer: str
    topic: str
    attempts: int
    reason: str
    occurred_at: datetime
    died_at: datetime


class FailingTimersOut(BaseModel):
    """Timers of one kind that failed and will run again by themselves."""

    kind: str
    n: int
    attempts: int
    next_at: datetime
    reason: str | None


class BusOut(BaseModel):
    """`trouble` is empty when the broker answers; `since` when that began."""

    carrier: Carrier
    trouble: str
    since: datetime
    sampled_at: datetime


class QueueOut(BaseModel):
    """What one consumer has not done: in PostgreSQL, to be retried, dead; `hub`: on the broker."""

    consumer: str
    on_broker: int
    waiting: int
    retrying: int
    dead: int
    oldest_at: datetime | None


class DeadLettersOut(BaseModel):
    """`bus` null: no worker has looked yet."""

    bus: BusOut | None
    queues: list[QueueOut]
    letters: list[LetterOut]
    timers: list[FailingTimersOut]


class LettersIn(Body):
    ids: Annotated[list[Annotated[int, Field(ge=1, lt=2**63)]], Field(min_length=1, max_length=100)]


class SentOut(BaseModel):
    sent: list[int]


class LettersDismissedOut(BaseModel):
    dismissed: list[int]


@router.get("", summary="List dead letters", dependencies=[policy("quarantine.read")])
async def list_dead_letters(tx: Transaction) -> DeadLettersOut:
    """The newest 200, the timers that fail just now, and what waits for each consumer."""
    status = await last_status(tx)
    waiting = await queues(tx)
    letters = await dead_letters.letters(tx, SHOWN)
    timers = await dead_letters.failing_timers(tx, SHOWN)
    return DeadLettersOut(
        bus=None if status is None else BusOut.model_validate(status, from_attributes=True),
        queues=[QueueOut.model_validate(one, from_attributes=True) for one in waiting],
        letters=[LetterOut.model_validate(one, from_attributes=True) for one in letters],
        timers=[FailingTimersOut.model_validate(one, from_attributes=True) for one in timers],
    )


@router.post("/send", summary="Send dead letters again", dependencies=[policy("quarantine.replay")])
async def send_dead_letters(body: LettersIn, actor: CurrentActor, tx: Transaction) -> SentOut:
    """Back into their consumers' queues, in their old order; a consumer handles each once."""
    sent = await dead_letters.send_again(tx, body.ids)
    await record(tx, actor, "dead_letters.send", "dead_letters", detail={"n": len(sent)})
    return SentOut(sent=sent)


@router.post("/dismiss", summary="Dismiss dead letters", dependencies=[policy("quarantine.replay")])
async def dismiss_dead_letters(
    body: LettersIn, actor: CurrentActor, tx: Transaction
) -> LettersDismissedOut:
    """Those of `hub` only: they were no events, so nothing is to be done with them."""
    gone = await dead_letters.dismiss(tx, body.ids)
    await record(tx, actor, "dead_letters.dismiss", "dead_letters", detail={"n": len(gone)})
    return LettersDismissedOut(dismissed=gone)
