"""`orderhub`: a list of commands, imported only when called."""

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import typer
import typer.core

from orderhub.kernel.errors import HubError

PACKAGE = "orderhub.apps.commands"
# Name of the command → module whose `app` it is.
COMMANDS = {
    "up": "up",
    "api": "api",
    "worker": "worker",
    "migrate": "migrate",
    "doctor": "doctor",
    "sandbox": "sandbox",
    "users": "users",
    "keys": "keys",
    "shops": "shops",
    "orders": "orders",
    "stock": "stock",
    "certificates": "certificates",
    "audit": "audit",
    "vault": "vault",
    "backup": "backup",
    "restore": "restore",
    "bench": "bench",
    "drill": "drill",
}


def imported(name: str) -> ModuleType:
    """The command's module. What is imported stays: a collector that goes over it time and again
    took a fifth of it."""
    gc.disable()
    try:
        return importlib.import_module(f"{PACKAGE}.{name}")
    finally:
        gc.freeze()
        gc.enable()


class LazyGroup(typer.core.TyperGroup):
    """Commands of the table, imported one by one."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - typer asks so
        """Names for the help page."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - typer asks so
        """The command called `cmd_name`, None when there is no such one."""
        if cmd_name not in COMMANDS:
            return None
        module = imported(COMMANDS[cmd_name])
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=LazyGroup,
    help="OrderHub (全渠道订单中心): one true state of every order.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def options(
    *,
    demo: bool = typer.Option(
        default=False, help="Work on the demo's home instead of the real one."
    ),
) -> None:
    """Options before the command hold for all of them."""
    if demo:
        os.environ["ORDERHUB_DEMO"] = "true"


def main(words: Sequence[str] | None = None) -> None:
    """Run the command of these words, or of the command line: exit 0 only on success; a known
    state of the world, or a file that cannot be opened, is told in one line."""
    try:
        app(words)
    except HubError as error:
        print(f"orderhub: {error.detail or error.code}", file=sys.stderr)
        sys.exit(1)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError) as error:
        what = ": ".join(filter(None, (error.filename, error.strerror)))
        print(f"orderhub: {what}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:  # the reader has seen enough
        sys.stdout = None
        sys.exit(1)
