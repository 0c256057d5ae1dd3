"""`orderhub backup`: the whole installation into one file, while it runs."""

from pathlib import Path
from typing import Annotated

import typer

from orderhub.apps.archive import load_recovery, remember_recovery, write_backup
from orderhub.apps.options import AsJson
from orderhub.apps.output import say, with_hub
from orderhub.infra.crypto import load_master_key
from orderhub.infra.db import Database
from orderhub.infra.settings import Settings

app = typer.Typer()


@app.command()
def backup(
    file: Path,
    *,
    new_phrase: Annotated[bool, typer.Option(help="Make a new recovery phrase.")] = False,
    as_json: AsJson = False,
) -> None:
    """Database, settings and the wrapped master key. Shows the recovery phrase the first time."""

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
