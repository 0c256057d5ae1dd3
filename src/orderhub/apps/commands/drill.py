"""`orderhub drill`: incidents from real life, run end to end with a verdict."""

import json
import signal
import sys
from typing import Annotated, Any

import typer

from orderhub.apps.options import AsJson, commands
from orderhub.apps.process import go_as_others

app = commands("Run an incident on a hub and a sandbox of its own; tell a verdict.")
ALL = "all"
Phases = Annotated[bool, typer.Option("--phases", help="With --json: a line for each phase too.")]


@app.command("list")
def list_command(as_json: AsJson = False) -> None:  # noqa: FBT002
    """The drills there are."""
    from orderhub.apps.drill.offers import OFFERS  # noqa: PLC0415

    rows = [{"name": o.name, "about": o.about, "cause": o.cause} for o in OFFERS.values()]
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
    """Run it, within two minutes each (wms-outage: and as long as its day lasts); exit 0 when every
    verdict is ok."""
    from orderhub.apps.drill.offers import OFFERS  # noqa: PLC0415

    if name != ALL and name not in OFFERS:
        raise typer.BadParameter(f"there is no drill {name!r}; `orderhub drill list` tells them")
    signal.signal(signal.SIGTERM, _stop)
    go_as_others()
    verdicts: list[dict[str, Any]] = []
    for one in OFFERS if name == ALL else [name]:
        say = _say_json if as_json and phases else _say(one, quiet=as_json)
        verdict = OFFERS[one].runs(say, orders)
        verdicts.append(verdict)
        if as_json:
            print(json.dumps(verdict, ensure_ascii=False), flush=True)
        else:
            _tell(verdict)
    sys.exit(0 if all(verdict["ok"] for verdict in verdicts) else 1)


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
