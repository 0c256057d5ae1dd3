"""Trials, runs and choices on the wire."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, Field

from orderhub.infra.http import Body
from orderhub.listeners.model import EventKind, Run, RunState
from orderhub.listeners.schemas.listeners import SpecShape
from orderhub.listeners.service.conditions import WORDS
from orderhub.listeners.service.trial import Trial, Would
from orderhub.notify.facade import Contacts
from orderhub.rules.facade import VariableOut

Value = str | int | float | bool | list[Any] | None


class ListenerTrialIn(Body):
    """A draft, and the hours before `until` (now where it is not named) on whose events to try it;
    `last_n` bounds the moments looked at."""

    spec: SpecShape
    hours: Annotated[int, Field(ge=1, le=168)] = 24
    until: AwareDatetime | None = None
    last_n: Annotated[int, Field(ge=1, le=5000)] = 2000


class WouldOut(BaseModel):
    """A past event that matches: what it would have become, and the values looked at."""

    number: str
    event: EventKind
    at: datetime
    stage_before: str
    stage: str
    state: RunState
    values: dict[str, Value]

    @classmethod
    def of(cls, would: Would) -> Self:
        happening = would.happening
        return cls(
            number=happening.number,
            event=happening.kind,
            at=happening.at,
            stage_before=happening.stage_before,
            stage=happening.stage,
            state=would.state,
            values=would.values,  # pyright: ignore[reportArgumentType]
        )


class ListenerTrialOut(BaseModel):
    """Of `looked_at` events `matched` matched; `acted` would have acted, the others been skipped.
    `whole` is false where limit or time ended it early: it reaches back to `since` only. `untried`
    events cannot be told again. `first`: 50 matches, newest first, those that would have acted
    before the others."""

    looked_at: int
    matched: int
    acted: int
    debounced: int
    capped: int
    failed: int
    since: datetime
    whole: bool
    untried: list[EventKind]
    first: list[WouldOut]

    @classmethod
    def of(cls, trial: Trial) -> Self:
        told = {name: getattr(trial, name) for name in cls.model_fields if name != "first"}
        return cls(**told, first=[WouldOut.of(one) for one in trial.first])


class OutcomeOut(BaseModel):
    """What one action did: `done`, or `refused` with a code; `told`: how many were told."""

    kind: str
    result: str
    code: str
    what: str
    told: int | None = None


class ListenerRunOut(BaseModel):
    """One match, explained. A value that may be personal is null: it was looked at, not kept."""

    id: int
    listener_id: int
    listener: str
    version: int
    event: EventKind
    number: str
    shop_id: int
    state: RunState
    until: datetime | None
    values: dict[str, Value]
    outcomes: list[OutcomeOut]
    occurred_at: datetime
    at: datetime

    @classmethod
    def of(cls, run: Run) -> Self:
        return cls.model_validate(run, from_attributes=True)


class ListenerRuns(BaseModel):
    """`next` is the cursor of the next page."""

    items: list[ListenerRunOut]
    next: int | None


class ContactOut(BaseModel):
    """An endpoint by name."""

    id: int
    name: str
    kind: str


class ListenerChoices(BaseModel):
    """What a listener may ask and name: variables of conditions, people on call, endpoints."""

    variables: list[VariableOut]
    people: list[str]
    endpoints: list[ContactOut]

    @classmethod
    def of(cls, reachable: Contacts) -> Self:
        return cls(
            variables=[VariableOut.of(one) for one in WORDS.known.values()],
            people=list(reachable.people),
            endpoints=[
                ContactOut(id=one.id, name=one.name, kind=one.kind) for one in reachable.endpoints
            ],
        )
