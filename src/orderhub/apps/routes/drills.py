"""Drills from the console of the demo: what there is, what runs, how the last one ended."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import BaseModel, Field

from orderhub.access.facade import CurrentActor, policy, record
from orderhub.apps.drill.desk import Desk, Run, State
from orderhub.apps.drill.offers import OFFERS
from orderhub.apps.drill.run import Phase
from orderhub.infra.http import Body, Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import Refusal

router = Router(prefix="/drills", tags=["drills"])
RUN = policy("drills.run")


Figure = bool | float | str | None


class DrillOut(BaseModel):
    """`about` in English; `cause` is the one that must be named, "" for none; `orders` 0: they come
    as long as it lasts; `outage_s` 0: lived through."""

    name: str
    about: str
    cause: str
    orders: int
    outage_s: int


class DrillVerdictOut(BaseModel):
    """`figures` by their names: seconds (`_s`), counts, words; which there are depends on the
    drill. `missed` names those that miss their budget."""

    ok: bool
    missed: list[str]
    figures: dict[str, Figure]


class DrillRunOut(BaseModel):
    """`failed` ended without a verdict; `error` tells its last words."""

    drill: str
    state: State
    phase: Phase | None
    begun_at: datetime
    ended_at: datetime | None
    seconds: float
    verdict: DrillVerdictOut | None
    error: str


class DrillsOut(BaseModel):
    """`available` false: this hub is no demo, nothing can be run from here."""

    available: bool
    drills: list[DrillOut]
    run: DrillRunOut | None


class DrillIn(Body):
    name: Annotated[str, Field(min_length=1, max_length=64)]


async def _desk(request: Request) -> Desk:
    return request.app.state.drill_desk


async def _is_demo(request: Request) -> bool:
    return request.app.state.settings.drills


DrillDesk = Annotated[Desk, Depends(_desk)]
IsDemo = Annotated[bool, Depends(_is_demo)]


@router.get("", summary="Drills and the last run", dependencies=[RUN])
async def list_drills(desk: DrillDesk, demo: IsDemo, now: Now) -> DrillsOut:
    """The catalogue and the run that is on or was last; empty where the hub is no demo."""
    if not demo:
        return DrillsOut(available=False, drills=[], run=None)
    drills = [DrillOut.model_validate(one, from_attributes=True) for one in OFFERS.values()]
    run = None if desk.last is None else _present(desk.last, now)
    return DrillsOut(available=True, drills=drills, run=run)


@router.post(
    "/runs",
    summary="Run a drill",
    status_code=202,
    dependencies=[RUN],
    responses=problems(Conflict, NotFound),
)
async def run_drill(
    body: DrillIn, actor: CurrentActor, desk: DrillDesk, demo: IsDemo, tx: Transaction, now: Now
) -> DrillRunOut:
    """On a hub and a sandbox of its own beside the demo; one at a time. 409 `not_a_demo` on a hub
    that is none, `drill_running` while one runs."""
    if not demo:
        detail = "drills are run from the console of the demo only; `orderhub drill run` runs them"
        raise Conflict(Refusal("not_a_demo", detail))
    if body.name not in OFFERS:
        raise NotFound(f"there is no drill {body.name!r}")
    await record(tx, actor, "drills.run", f"drill:{body.name}")
    return _present(await desk.begin(body.name), now)


def _present(run: Run, now: datetime) -> DrillRunOut:
    seconds = ((run.ended_at or now) - run.begun_at).total_seconds()
    told: Mapping[str, object] = asdict(run)
    verdict = None if run.verdict is None else _verdict(run.verdict)
    shown = {**told, "seconds": round(max(0.0, seconds), 1), "verdict": verdict}
    return DrillRunOut.model_validate(shown)


def _verdict(told: Mapping[str, Any]) -> DrillVerdictOut:
    figures = {name: value for name, value in told.items() if not isinstance(value, list)}
    return DrillVerdictOut(ok=told["ok"], missed=told["missed"], figures=figures)
