"""`orderhub keys`: API keys for other programs."""

from datetime import timedelta
from typing import Annotated

import typer

from orderhub.access.facade import NewKey, Permission, create_key, system
from orderhub.apps.options import AsJson, Shops, commands
from orderhub.apps.output import say, with_hub
from orderhub.infra import clock
from orderhub.infra.db import Database
from orderhub.infra.settings import Settings

app = commands("API keys: create one.")
COMMAND_LINE = system("command_line")


@app.callback()
def keys() -> None:
    """API keys."""


@app.command()
def create(
    name: str,
    *,
    permission: Annotated[list[Permission], typer.Option(help="Repeat for several.")],
    shop: Shops = None,
    days: Annotated[int | None, typer.Option(help="Days until it ends.")] = None,
    as_json: AsJson = False,
) -> None:
    """Create an API key; it is shown this once."""

    async def use(db: Database, _: Settings) -> str:
        now = clock.now()
        new = NewKey(
            name=name,
            permissions=frozenset(permission),
            shops=frozenset(shop) if shop else None,
            expires_at=None if days is None else now + timedelta(days=days),
        )
        async with db.transaction() as tx:
            return (await create_key(tx, COMMAND_LINE, new, now)).secret

    secret = with_hub(use)
    say({"ok": True, "name": name, "key": secret}, as_json=as_json, lines=[secret])
