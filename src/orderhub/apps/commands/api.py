"""`orderhub api`: one API process."""

import os
import signal
import socket
from types import FrameType

import typer
import uvicorn

from orderhub.apps.api import create_app
from orderhub.apps.installation import current_settings, database_url
from orderhub.apps.options import commands
from orderhub.apps.process import calm_collector, go_first, leave_with_supervisor
from orderhub.infra.settings import Settings
from orderhub.infra.telemetry import configure_logging

app = commands(group=False)
GRACE_S = 5
LISTEN_FD = "ORDERHUB_LISTEN_FD"
AHEAD = 5  # of the database: most slow answers were the process waiting for a core (ADR 26)


@app.command()
def api(
    port: int | None = typer.Option(None, help="Port to listen on."),
    host: str | None = typer.Option(None, help="Address to listen on (loopback by default)."),
) -> None:
    """Serve the console and the API; as many of these as wanted share one database."""
    given = {"port": port, "host": host}
    settings = current_settings(**{k: v for k, v in given.items() if v is not None})
    configure_logging(settings.log_level, "api")
    leave_with_supervisor()
    with database_url(settings) as url:
        serve(settings.model_copy(update={"database_url": url}))


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, on the supervisor's socket when it handed one over."""
    hub = create_app(settings)
    calm_collector()
    go_first(AHEAD)

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            hub.state.live_feed.close()  # Open streams would hold the process for the whole grace.
            super().handle_exit(signal.SIGTERM if sig != signal.SIGINT else sig, frame)

    config = uvicorn.Config(
        hub,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the shield trusts only the proxies of the settings
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
        timeout_graceful_shutdown=GRACE_S,
    )
    fd = os.environ.get(LISTEN_FD)
    sockets = [socket.socket(fileno=int(fd))] if fd is not None else None
    Server(config).run(sockets)
