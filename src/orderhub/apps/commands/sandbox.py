"""`orderhub sandbox`: the platforms on loopback, in a process of its own."""

import os
import sys

import typer

from orderhub.apps.options import commands

app = commands(group=False)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)
def sandbox(context: typer.Context) -> None:
    """Platforms for trying things out: --port N (8100), --json, --seed N."""
    command = [sys.executable, "-m", "orderhub_sandbox", *context.args]
    os.execv(sys.executable, command)  # noqa: S606 - our own program
