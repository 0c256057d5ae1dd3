"""`orderhub worker`: one worker process."""

import typer

from orderhub.apps.installation import current_settings, database_url
from orderhub.apps.options import commands
from orderhub.apps.process import (
    calm_collector,
    give_way,
    leave_with_supervisor,
    run_loop,
    stop_on_signal,
)
from orderhub.apps.worker import work
from orderhub.infra.settings import Duties, Settings
from orderhub.infra.telemetry import configure_logging

app = commands(group=False)


GIVES_WAY: dict[Duties, int] = {"all": 0, "events": 0, "errands": 10}
"""Errands may take a second longer: nobody waits for them (ADR 13, ADR 26)."""
DUTIES = typer.Option(None, help="All, only events, or only errands (pulling orders is one).")


@app.command()
def worker(
    concurrency: int | None = typer.Option(None, help="Calls to channels at the same time."),
    duties: Duties | None = DUTIES,
) -> None:
    """Pull orders, carry events, run errands; as many of these as wanted share one database."""
    given = {"concurrency": concurrency, "duties": duties}
    settings = current_settings(**{k: v for k, v in given.items() if v is not None})
    configure_logging(settings.log_level, "worker")
    leave_with_supervisor()
    give_way(GIVES_WAY[settings.duties])
    with database_url(settings) as url:
        run_loop(_run(settings.model_copy(update={"database_url": url})))


async def _run(settings: Settings) -> None:
    calm_collector()
    await work(settings, stop_on_signal())
