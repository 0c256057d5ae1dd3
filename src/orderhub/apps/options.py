"""Options that many commands share."""

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON line, for programs.")]
Shops = Annotated[
    list[int] | None, typer.Option("--shop", help="Only these shops; none given means all.")
]


def commands(about: str | None = None, *, group: bool = True) -> typer.Typer:
    """What a module hands in: a `group` of commands, or one command alone. Plain help, and none of
    the options that install a completion."""
    return typer.Typer(
        help=about, no_args_is_help=group, add_completion=False, rich_markup_mode=None
    )
