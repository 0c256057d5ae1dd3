"""`orderhub vault`: new keys for sealed data."""

import sys

import typer

from orderhub.apps.options import AsJson, commands
from orderhub.apps.output import counted, say, with_hub
from orderhub.infra.crypto import load_master_key
from orderhub.infra.db import Database
from orderhub.infra.settings import Settings
from orderhub.vault.facade import rotate as rotate_keys
from orderhub.vault.facade import unlock

app = commands("The vault: seal everything under new keys.")


@app.callback()
def vault() -> None:
    """The vault."""


@app.command()
def rotate(*, as_json: AsJson = False) -> None:
    """Seal every value under new data keys while the hub runs; killed, it goes on next time."""

    async def use(db: Database, settings: Settings) -> int:
        unlock(load_master_key(settings.master_key_path))
        return await rotate_keys(db, show if sys.stderr.isatty() else None)

    def show(done: int, total: int) -> None:
        typer.echo(f"\r{done} of {total}", nl=False, err=True)

    count = with_hub(use)
    say(
        {"ok": True, "sealed": count},
        as_json=as_json,
        lines=[f"{counted(count, 'value')} sealed anew"],
    )
