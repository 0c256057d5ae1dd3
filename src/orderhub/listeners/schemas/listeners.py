"""Wire shapes of listeners."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints

from orderhub.infra.http import Body
from orderhub.kernel.words import Stage
from orderhub.listeners.model import (
    ActionKind,
    ActionSpec,
    Edition,
    EventKind,
    Listener,
    ListenerState,
    Spec,
    Tally,
)

Short = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=60, pattern=r"^[^\x00-\x1f]*$")
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Number = Annotated[int, Field(ge=1, lt=2**31)]


class ActionShape(Body):
    """`notify` tells `people` and `endpoints` with `text`; `webhook` posts to the `endpoints`;
    `tag` and `untag` name a `tag`; `hold` and `note` have a `text`."""

    kind: ActionKind
    people: list[Short] = Field(default_factory=list[Short], max_length=20)
    endpoints: list[Number] = Field(default_factory=list[Number], max_length=20)
    severity: Literal["info", "warning", "urgent"] = "warning"
    tag: Short = ""
    text: Text = ""

    def to_action(self) -> ActionSpec:
        return ActionSpec(
            kind=self.kind,
            people=tuple(self.people),
            endpoints=tuple(self.endpoints),
            severity=self.severity,
            tag=self.tag,
            text=self.text,
        )

    @classmethod
    def of(cls, action: ActionSpec) -> Self:
        return cls.model_validate(
            {name: getattr(action, name) for name in cls.model_fields}
            | {"people": list(action.people), "endpoints": list(action.endpoints)}
        )


class SpecShape(Body):
    """A listener as it is written. Empty stages: any change; empty shops: all of them; `when` is a
    CEL condition over `order` and `event`, empty: every event of its kinds."""

    name: Annotated[Short, Field(min_length=1)]
    events: Annotated[list[EventKind], Field(min_length=1, max_length=5)]
    from_stages: list[Stage] = Field(default_factory=list[Stage], max_length=10)
    to_stages: list[Stage] = Field(default_factory=list[Stage], max_length=10)
    shops: list[Number] = Field(default_factory=list[Number], max_length=500)
    when: Annotated[str, Field(max_length=2000)] = ""
    actions: list[ActionShape] = Field(default_factory=list[ActionShape], max_length=10)
    debounce_minutes: Annotated[int, Field(ge=0, le=10_080)] = 60
    runs_per_hour: Annotated[int, Field(ge=1, le=10_000)] = 100

    def to_spec(self) -> Spec:
        return Spec(
            name=self.name,
            events=tuple(dict.fromkeys(self.events)),
            from_stages=tuple(str(stage) for stage in self.from_stages),
            to_stages=tuple(str(stage) for stage in self.to_stages),
            shops=tuple(dict.fromkeys(self.shops)),
            when=self.when,
            actions=tuple(action.to_action() for action in self.actions),
            debounce_minutes=self.debounce_minutes,
            runs_per_hour=self.runs_per_hour,
        )

    @classmethod
    def of(cls, spec: Spec) -> Self:
        return cls(
            name=spec.name,
            events=list(spec.events),
            from_stages=[Stage(stage) for stage in spec.from_stages],
            to_stages=[Stage(stage) for stage in spec.to_stages],
            shops=list(spec.shops),
            when=spec.when,
            actions=[ActionShape.of(action) for action in spec.actions],
            debounce_minutes=spec.debounce_minutes,
            runs_per_hour=spec.runs_per_hour,
        )


class ListenerChangeIn(Body):
    """A new version; `based_on` is the version the editor began with."""

    spec: SpecShape
    based_on: Number


class ListenerSwitchIn(Body):
    """Live or paused."""

    state: Literal["live", "paused"]
    based_on: Number


class TallyOut(BaseModel):
    """The last 24 hours; what did not match is counted only, and a few seconds late."""

    acted: int
    skipped: int
    unmatched: int
    failed: int
    error: str

    @classmethod
    def of(cls, tally: Tally) -> Self:
        return cls.model_validate(tally, from_attributes=True)


class ListenerOut(BaseModel):
    """A listener at its newest version."""

    id: int
    version: int
    state: ListenerState
    spec: SpecShape
    changed_at: datetime
    changed_by: str
    day: TallyOut

    @classmethod
    def of(cls, one: Listener, tally: Tally | None = None) -> Self:
        return cls(
            id=one.id,
            version=one.version,
            state=one.state,
            spec=SpecShape.of(one.spec),
            changed_at=one.changed_at,
            changed_by=one.changed_by,
            day=TallyOut.of(tally or Tally()),
        )


class Listeners(BaseModel):
    items: list[ListenerOut]


class ListenerVersionOut(BaseModel):
    """One version: who made it, when, and whether it was live."""

    version: int
    state: ListenerState
    spec: SpecShape
    restored_from: int | None
    changed_at: datetime
    changed_by: str

    @classmethod
    def of(cls, edition: Edition) -> Self:
        return cls(
            version=edition.version,
            state=edition.state,
            spec=SpecShape.of(edition.spec),
            restored_from=edition.restored_from,
            changed_at=edition.changed_at,
            changed_by=edition.changed_by,
        )


class ListenerVersions(BaseModel):
    items: list[ListenerVersionOut]
