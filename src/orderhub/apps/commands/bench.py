"""`orderhub bench`: the budgets of the architecture, measured here and now."""

import asyncio
import json
import sys
from collections.abc import Coroutine
from enum import StrEnum
from typing import Annotated, Any

import typer

from orderhub.apps.options import commands

app = commands("Measure this machine against the budgets. Temporary home, own server.")


class Bus(StrEnum):
    """What carries the events; a broker of its own is started for it."""

    LOCAL = "local"
    RABBITMQ = "rabbitmq"
    KAFKA = "kafka"


ROWS = ("rush", "rounds", "queries", "platforms")
Reserve = typer.Option(False, "--reserve", help="Every order reserves its goods as well.")  # noqa: FBT003
Json = typer.Option(False, "--json", help="One JSON document instead of text.")  # noqa: FBT003


@app.command("ingest")
def ingest_command(
    orders: int = 50_000,
    rounds: int = 3,
    reserve: bool = Reserve,  # noqa: FBT001
    as_json: bool = Json,  # noqa: FBT001
) -> None:
    """Raw payloads to committed orders, against a bare COPY of the same rows."""
    from orderhub.apps.bench import ingest  # noqa: PLC0415

    _finish([ingest.run(orders, rounds, reserve=reserve)], as_json=as_json)


@app.command("facts")
def facts_command(orders: int = 10_000, rounds: int = 3, as_json: bool = Json) -> None:  # noqa: FBT001
    """Status facts folded into orders."""
    from orderhub.apps.bench import facts  # noqa: PLC0415

    _finish([facts.run(orders, rounds)], as_json=as_json)


@app.command("list")
def list_command(orders: int = 1_000_000, rounds: int = 40, as_json: bool = Json) -> None:  # noqa: FBT001
    """Every tab, search and filter of the order list."""
    from orderhub.apps.bench import listing  # noqa: PLC0415

    _finish([listing.run(orders, rounds)], as_json=as_json)


@app.command("stock")
def stock_command(orders: int = 40_000, as_json: bool = Json) -> None:  # noqa: FBT001
    """Orders reserving one hot SKU, or a thousand, with conservation checked."""
    from orderhub.apps.bench import stock  # noqa: PLC0415

    _finish([stock.run(orders)], as_json=as_json)


@app.command("polling")
def polling_command(
    shops: int = 200,
    scale: float = 20.0,
    seconds: int = 120,
    as_json: bool = Json,  # noqa: FBT001
) -> None:
    """Many shops of mixed platforms asked by one process, then one of them grows hot."""
    from orderhub.apps.bench import polling  # noqa: PLC0415

    _finish([polling.run(shops, scale, seconds)], as_json=as_json)


@app.command("events")
def events_command(
    bus: Bus = Bus.LOCAL,
    scans_per_second: Annotated[int, typer.Option(min=1, max=1000)] = 200,
    seconds: Annotated[int, typer.Option(min=1)] = 8,
    rounds: Annotated[int, typer.Option(min=1)] = 3,
    as_json: bool = Json,  # noqa: FBT001
) -> None:
    """From the scan of a parcel to the message at a subscriber."""
    from orderhub.apps.bench import events  # noqa: PLC0415

    _finish([events.run(bus.value, scans_per_second, seconds, rounds)], as_json=as_json)


@app.command("all")
def all_command(as_json: bool = Json) -> None:  # noqa: FBT001
    """Every bench at its usual size."""
    from orderhub.apps.bench import facts, ingest, listing, stock  # noqa: PLC0415

    _finish(
        [
            ingest.run(50_000, 3),
            facts.run(10_000, 3),
            listing.run(1_000_000, 40),
            stock.run(40_000),
        ],
        as_json=as_json,
    )


def _finish(benches: list[Coroutine[Any, Any, dict[str, Any]]], *, as_json: bool) -> None:
    """Run one after the other, tell the figures, fail when one misses its budget."""
    figures = [asyncio.run(bench) for bench in benches]
    for figure in figures:
        if as_json:
            print(json.dumps(figure, ensure_ascii=False))
        else:
            _tell(figure)
    sys.exit(0 if all(figure["ok"] for figure in figures) else 1)


def _tell(figure: dict[str, Any]) -> None:
    for name, value in figure.items():
        if name in ROWS:
            print(*(f"    {row}" for row in value), sep="\n")
        else:
            print(f"{name:>20}  {value}")
