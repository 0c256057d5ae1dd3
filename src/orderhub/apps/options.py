"""Options that many commands share."""

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON line, for programs.")]
Roles = Annotated[list[str] | None, typer.Option("--role", help="Repeat for several roles.")]
Shops = Annotated[
    list[int] | None, typer.Option("--shop", help="Only these shops; none given means all.")
]
