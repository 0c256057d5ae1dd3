"""`orderhub stock`: is stock conserved."""

import sys
from dataclasses import asdict

from orderhub.apps.options import AsJson, commands
from orderhub.apps.output import say, with_hub
from orderhub.infra.db import Database
from orderhub.infra.settings import Settings
from orderhub.stock.facade import Finding, verify

app = commands("Stock: verify.")


@app.callback()
def stock() -> None:
    """Stock."""


@app.command("verify")
def verify_command(*, as_json: AsJson = False) -> None:
    """Check that available + reserved + shipped = counted, and that reservations, movements and
    warehouses say the same. Exit 1 when something does not agree."""

    async def use(db: Database, _: Settings) -> list[Finding]:
        async with db.transaction() as tx:
            return await verify(tx)

    found = with_hub(use)
    lines = [f"{one.code}: {one.check}: book {one.book}, found {one.found}" for one in found]
    answer = {"ok": not found, "findings": [asdict(one) for one in found]}
    say(answer, as_json=as_json, lines=lines or ["stock is conserved"])
    if found:
        sys.exit(1)
