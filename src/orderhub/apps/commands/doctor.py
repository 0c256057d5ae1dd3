"""`orderhub doctor`: what is wrong with this installation, and what to do."""

import asyncio
import dataclasses
import sys

from orderhub.apps.examination import (
    Finding,
    examine_bus,
    examine_database,
    examine_files,
    examine_shops,
)
from orderhub.apps.installation import current_settings, database_url, is_up
from orderhub.apps.options import AsJson, commands
from orderhub.apps.output import say
from orderhub.infra import schema
from orderhub.infra.db import Database
from orderhub.infra.settings import Settings
from orderhub.infra.telemetry import configure_logging
from orderhub.kernel.errors import HubError

app = commands(group=False)


@app.command()
def doctor(*, as_json: AsJson = False) -> None:
    """Examine settings, files, database and queues; exit 1 when something is wrong."""
    configure_logging("error", "doctor")
    settings = current_settings()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o711)
    findings = examine_files(settings)
    if settings.database_url is None and not (settings.home / "postgres").exists():
        nothing = f"nothing is installed in {settings.home}"
        findings.append(Finding("database", ok=False, detail=nothing, remedy="run `orderhub up`"))
    else:
        findings += _examined(settings)
    wrong = [f for f in findings if not f.ok and f.serious]
    answer = {
        "ok": not wrong,
        "home": str(settings.home),
        "up": is_up(settings.home),
        "findings": [dataclasses.asdict(f) for f in findings],
    }
    lines = [
        f"{'ok  ' if f.ok else 'WRONG' if f.serious else 'note'}  {f.check}: {f.detail}"
        + (f"\n       → {f.remedy}" if f.remedy else "")
        for f in findings
    ]
    say(answer, as_json=as_json, lines=lines)
    if wrong:
        sys.exit(1)


def _examined(settings: Settings) -> list[Finding]:
    try:
        with database_url(settings) as url:
            return asyncio.run(_database(url, settings))
    except HubError as error:
        return [Finding("database", ok=False, detail=error.detail, remedy="see the detail")]


async def _database(url: str, settings: Settings) -> list[Finding]:
    db = Database(url, pool_size=2, name="orderhub doctor")
    try:
        async with db.transaction() as tx:
            await schema.require_newest(tx)
        findings = await examine_database(db, settings)
        return [*findings, await examine_bus(db, settings), *await examine_shops(db)]
    finally:
        await db.close()
