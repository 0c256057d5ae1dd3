"""Whether a match acts: the debounce first, then the rate cap. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from orderhub.listeners.model import SKIPS_KEPT, Memory, RunState, Spec


@dataclass(frozen=True, slots=True)
class Verdict:
    """`until`: when it may act again, where that is known."""

    state: RunState
    until: datetime | None = None
    kept: bool = True


def decide(spec: Spec, memory: Memory, now: datetime) -> Verdict:
    """What becomes of a match at `now`."""
    kept = memory.skips < SKIPS_KEPT
    if memory.last_at is not None and spec.debounce_minutes:
        again = memory.last_at + timedelta(minutes=spec.debounce_minutes)
        if now < again:
            return Verdict(RunState.DEBOUNCED, again, kept)
    if memory.acted >= spec.runs_per_hour:
        return Verdict(RunState.CAPPED, None, kept)
    return Verdict(RunState.ACTED)
