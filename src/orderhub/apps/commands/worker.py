"""`orderhub worker`: one worker process."""

import typer

from orderhub.apps.installation import current_settings, database_url
from orderhub.apps.process import (
    calm_collector,
    leave_with_supervisor,
    run_loop,
    stop_on_signal,
)
from orderhub.apps.worker import work
from orderhub.infra.settings import Settings
from orderhub.infra.telemetry import configure_logging

app = typer.Typer()


@app.command()
def worker(
    concurrency: int | None = typer.Option(None, help="Calls to channels at the same time."),
) -> None:
    """Relay events, run timers and pull orders; as many of these as wanted share one database."""
    given = {} if concurrency is None else {"concurrency": concurrency}
    settings = current_settings(**given)
    configure_logging(settings.log_level, "worker")
    leave_with_supervisor()
    with database_url(settings) as url:
        run_loop(_run(settings.model_copy(update={"database_url": url})))


async def _run(settings: Settings) -> None:
    calm_collector()
    await work(settings, stop_on_signal())
