"""Dead letters: what the machinery put aside, and putting it back."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from orderhub.access.facade import CurrentActor, policy, record
from orderhub.infra import dead_letters
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


class DeadLettersOut(BaseModel):
    letters: list[LetterOut]
    timers: list[FailingTimersOut]


class SendAgainIn(Body):
    ids: Annotated[list[Annotated[int, Field(ge=1, lt=2**63)]], Field(min_length=1, max_length=100)]


class SentOut(BaseModel):
    sent: list[int]


@router.get("", summary="List dead letters", dependencies=[policy("quarantine.read")])
async def list_dead_letters(tx: Transaction) -> DeadLettersOut:
    """The newest 200, and the timers that fail just now."""
    letters = await dead_letters.letters(tx, SHOWN)
    timers = await dead_letters.failing_timers(tx, SHOWN)
    return DeadLettersOut(
        letters=[LetterOut.model_validate(one, from_attributes=True) for one in letters],
        timers=[FailingTimersOut.model_validate(one, from_attributes=True) for one in timers],
    )


@router.post("/send", summary="Send dead letters again", dependencies=[policy("quarantine.replay")])
async def send_dead_letters(body: SendAgainIn, actor: CurrentActor, tx: Transaction) -> SentOut:
    """Back into their consumers' queues, in their old order; a consumer handles each once."""
    sent = await dead_letters.send_again(tx, body.ids)
    await record(tx, actor, "dead_letters.send", "dead_letters", detail={"n": len(sent)})
    return SentOut(sent=sent)
