"""`orderhub users`: the first users, and lost passwords."""

import sys
from typing import Annotated

import typer

from orderhub.access.facade import NewUser, Role, create_user, reset_password, system
from orderhub.apps.options import AsJson, Shops, commands
from orderhub.apps.output import say, with_hub
from orderhub.infra.db import Database
from orderhub.infra.settings import Settings

app = commands("Users: add one, reset a lost password.")
COMMAND_LINE = system("command_line")
Roles = Annotated[
    list[Role] | None,
    typer.Option("--role", help="Repeat for several roles; operations when none is given."),
]


@app.command()
def add(
    username: str,
    *,
    role: Roles = None,
    name: str = typer.Option("", help="Name shown on screens."),
    shop: Shops = None,
    as_json: AsJson = False,
) -> None:
    """Add a user. The password is asked for; without a terminal it is read from standard input."""
    password = read_password()
    new = NewUser(
        username=username,
        display_name=name or username,
        roles=frozenset(role or [Role.OPERATIONS]),
        shops=frozenset(shop) if shop else None,
    )

    async def use(db: Database, _: Settings) -> int:
        async with db.transaction() as tx:
            return (await create_user(tx, COMMAND_LINE, new, password)).id

    user_id = with_hub(use)
    answer = {"ok": True, "id": user_id, "username": username}
    say(answer, as_json=as_json, lines=[f"{username} added"])


@app.command()
def reset(username: str, *, as_json: AsJson = False) -> None:
    """Reset a lost password: prints a one-time one, ends every session of the user."""

    async def use(db: Database, _: Settings) -> str | None:
        async with db.transaction() as tx:
            return await reset_password(tx, username)

    password = with_hub(use)
    answer = {"ok": True, "username": username, "password": password}
    say(answer, as_json=as_json, lines=[f"one-time password of {username}: {password}"])


def read_password() -> str:
    """Twice from the terminal, or one line of standard input: never from the command line."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")
