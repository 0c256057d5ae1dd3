"""`orderhub drill`: incidents from real life, run end to end with a verdict."""

import json
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import typer

from orderhub.apps.options import AsJson

app = typer.Typer(help="Run an incident on a hub and a sandbox of its own; tell a verdict.")
ALL = "all"
Phases = Annotated[bool, typer.Option("--phases", help="With --json: a line for each phase too.")]


@app.command("list")
def list_command(as_json: AsJson = False) -> None:  # noqa: FBT002
    """The drills there are."""
    from orderhub.apps.drill import sale  # noqa: PLC0415
    from orderhub.apps.drill.catalogue import DRILLS  # noqa: PLC0415
    from orderhub.apps.drill.upset import UPSETS  # noqa: PLC0415

    rows = [{"name": d.name, "about": d.about, "cause": d.cause} for d in DRILLS]
    rows += [{"name": d.name, "about": d.about, "cause": ""} for d in UPSETS]
    rows.append({"name": sale.NAME, "about": sale.ABOUT, "cause": ""})
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print(f"{row['name']:<18} {row['about']}")


@app.command("run")
def run_command(
    name: str = typer.Argument(help="Name of a drill, or `all`."),
    orders: int | None = typer.Option(None, min=1, help="Orders that come meanwhile."),
    as_json: AsJson = False,  # noqa: FBT002
    phases: Phases = False,  # noqa: FBT002
) -> None:
    """Run it, within two minutes each; exit 0 when every verdict is ok."""
    runs = _runs(orders)
    if name != ALL and name not in runs:
        raise typer.BadParameter(f"there is no drill {name!r}; `orderhub drill list` tells them")
    signal.signal(signal.SIGTERM, _stop)
    verdicts: list[dict[str, Any]] = []
    for one in list(runs) if name == ALL else [name]:
        say = _say_json if as_json and phases else _say(one, quiet=as_json)
        verdict = runs[one](say)
        verdicts.append(verdict)
        if as_json:
            print(json.dumps(verdict, ensure_ascii=False), flush=True)
        else:
            _tell(verdict)
    sys.exit(0 if all(verdict["ok"] for verdict in verdicts) else 1)


def _runs(orders: int | None) -> dict[str, Callable[[Any], dict[str, Any]]]:
    """What runs each drill, platforms' first, then those of our own data path."""
    from orderhub.apps.drill.catalogue import DRILLS  # noqa: PLC0415
    from orderhub.apps.drill.run import run  # noqa: PLC0415
    from orderhub.apps.drill.sale import NAME  # noqa: PLC0415
    from orderhub.apps.drill.selling import sell  # noqa: PLC0415
    from orderhub.apps.drill.upset import UPSETS  # noqa: PLC0415
    from orderhub.apps.drill.upsetting import upset  # noqa: PLC0415

    outside = {drill.name: partial(run, drill, orders=orders) for drill in DRILLS}
    return {**outside, **{drill.name: partial(upset, drill) for drill in UPSETS}, NAME: sell}


def _stop(*_: object) -> None:
    """Leave by way of every `finally`: the drill's hub and sandbox end with it."""
    sys.exit(1)


def _say(name: str, *, quiet: bool) -> Any:
    def say(_: str, words: str) -> None:
        if not quiet or sys.stderr.isatty():
            print(f"{name}: {words}", file=sys.stderr, flush=True)

    return say


def _say_json(phase: str, _: str) -> None:
    print(json.dumps({"phase": phase}), flush=True)


def _tell(verdict: dict[str, Any]) -> None:
    for field, value in verdict.items():
        print(f"{field:>22}  {value}")
