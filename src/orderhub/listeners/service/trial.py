"""A draft tried on past events (试运行): how often it would have acted; nothing is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from orderhub.access.facade import Actor
from orderhub.infra.db import Tx
from orderhub.listeners.decide.firing import decide
from orderhub.listeners.decide.wanting import facts_of, is_echo, wants
from orderhub.listeners.model import CAP_WINDOW, EventKind, Happening, Memory, RunState, Spec
from orderhub.listeners.service.conditions import Condition, compiled_or_refused
from orderhub.listeners.service.naming import happening_of
from orderhub.orders.facade import PastEvent, past_events

FIRST = 50


@dataclass(frozen=True, slots=True)
class Would:
    """One match: what it would have become, and the values it looked at."""

    happening: Happening
    state: RunState
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Trial:
    """Of `looked_at` events `matched` matched: `acted` would have acted, the others been skipped
    by debounce or cap. `whole` is False where limit or time ended it early: it reaches back to
    `since`. `untried`: events that cannot be told again."""

    looked_at: int
    matched: int
    acted: int
    debounced: int
    capped: int
    failed: int
    since: datetime
    whole: bool
    untried: Sequence[EventKind]
    first: Sequence[Would]


@dataclass(slots=True)
class _Past:
    """The listener's own past as the trial makes it up, oldest first."""

    last: dict[str, datetime]
    acted: list[datetime]

    def verdict(self, spec: Spec, happening: Happening) -> RunState:
        at = happening.at
        self.acted = [one for one in self.acted if one > at - CAP_WINDOW]
        memory = Memory(self.last.get(happening.number), len(self.acted), 0)
        state = decide(spec, memory, at).state
        if state is RunState.ACTED:
            self.last[happening.number] = at
            self.acted.append(at)
        return state


async def try_out(
    tx: Tx, actor: Actor, spec: Spec, between: tuple[datetime, datetime], limit: int
) -> Trial:
    """Try a draft on the events of a period, those of the caller's shops; orders as they stood
    then. InvalidInput for a faulty condition."""
    condition = compiled_or_refused(spec.when)
    shops = _shops(actor, spec)
    replayed = await past_events(tx, shops, between, limit, notes=condition.asks_notes)
    past, failed = _Past({}, []), 0
    matches: list[Would] = []
    looked = 0
    for event in reversed(replayed.events):
        happening = happening_of(event.topic, event.data, event.at)
        if happening is None or is_echo(happening) or not wants(spec, happening):
            continue
        looked += 1
        answer = _asked(condition, event, happening)
        failed += isinstance(answer, str)
        if isinstance(answer, dict):
            matches.append(Would(happening, past.verdict(spec, happening), answer))
    states = [match.state for match in matches]
    return Trial(
        looked_at=looked,
        matched=len(matches),
        acted=states.count(RunState.ACTED),
        debounced=states.count(RunState.DEBOUNCED),
        capped=states.count(RunState.CAPPED),
        failed=failed,
        since=replayed.since,
        whole=replayed.whole,
        untried=[kind for kind in spec.events if kind is EventKind.EXCEPTION_ESCALATED],
        first=_first(matches),
    )


def _first(matches: Sequence[Would]) -> list[Would]:
    """Those that would have acted before the others, newest first."""
    newest = reversed(matches)
    return sorted(newest, key=lambda one: one.state is not RunState.ACTED)[:FIRST]


def _asked(
    condition: Condition, event: PastEvent, happening: Happening
) -> dict[str, object] | str | None:
    """The values of a match; why not, where it cannot be computed; None where it does not hold."""
    facts = facts_of(event.variables, happening)
    answer = condition.holds(facts)
    if answer is True:
        return condition.values(facts)
    return answer if isinstance(answer, str) else None


def _shops(actor: Actor, spec: Spec) -> Sequence[int] | None:
    if actor.shops is None:
        return spec.shops or None
    return sorted(actor.shops & set(spec.shops)) if spec.shops else sorted(actor.shops)
