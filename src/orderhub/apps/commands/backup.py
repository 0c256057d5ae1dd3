"""`orderhub backup`: the whole installation into one file, while it runs."""

from errno import EISDIR, ENOENT
from os import strerror
from pathlib import Path
from typing import Annotated

import typer

from orderhub.apps.archive import load_recovery, remember_recovery, write_backup
from orderhub.apps.options import AsJson, commands
from orderhub.apps.output import say, with_hub
from orderhub.infra.crypto import load_master_key
from orderhub.infra.db import Database
from orderhub.infra.settings import Settings
from orderhub.kernel.errors import InvalidInput

app = commands(group=False)


@app.command()
def backup(
    file: Path,
    *,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace FILE if it exists.")
    ] = False,
    new_phrase: Annotated[
        bool, typer.Option("--new-phrase", help="Make a new recovery phrase.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Database, settings and the wrapped master key. Shows the recovery phrase the first time.

    A file that is there already is kept, unless --overwrite is given."""
    _refuse_what_is_there(file, overwrite=overwrite)

    async def use(db: Database, settings: Settings) -> tuple[str | None, int]:
        master = load_master_key(settings.master_key_path, create=True)
        recovery = await load_recovery(db, master, renew=new_phrase)
        size = await write_backup(db, settings, master, recovery, file)
        if recovery.phrase is not None:
            await remember_recovery(db, recovery)
        return recovery.phrase, size

    phrase, size = with_hub(use)
    answer = {"ok": True, "file": str(file), "bytes": size, "recovery_phrase": phrase}
    lines = [f"{file}: {size / 1e6:.1f} MB"]
    if phrase is not None:
        lines += [
            "",
            f"  recovery phrase   {phrase}",
            "",
            "Write it down and keep it apart from the backups: without it no backup can be",
            "restored. It is not shown again; `backup --new-phrase` makes another.",
        ]
    say(answer, as_json=as_json, lines=lines)


def _refuse_what_is_there(file: Path, *, overwrite: bool) -> None:
    """Before anything is made: no new phrase is told for a backup that cannot be written."""
    if file.is_dir():
        raise IsADirectoryError(EISDIR, strerror(EISDIR), str(file))
    if not file.parent.is_dir():
        raise FileNotFoundError(ENOENT, strerror(ENOENT), str(file.parent))
    if file.exists() and not overwrite:
        raise InvalidInput(f"{file} is there already; --overwrite replaces it")
