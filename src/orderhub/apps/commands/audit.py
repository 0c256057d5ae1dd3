"""`orderhub audit`: is the audit log whole."""

import dataclasses
import sys

from orderhub.access.facade import Verification, verify_audit
from orderhub.apps.options import AsJson, commands
from orderhub.apps.output import say, with_hub
from orderhub.infra.db import Database
from orderhub.infra.settings import Settings

app = commands("The audit log: verify its chain.")


@app.callback()
def audit() -> None:
    """The audit log."""


@app.command()
def verify(*, as_json: AsJson = False) -> None:
    """Walk the whole chain; exit 1 names the first broken link."""

    async def use(db: Database, _: Settings) -> Verification:
        async with db.transaction() as tx:
            return await verify_audit(tx)

    found = with_hub(use)
    whole = found.broken is None
    words = "whole" if whole else f"broken: {found.broken}"
    say({"ok": whole, **dataclasses.asdict(found)}, as_json=as_json, lines=[words])
    if not whole:
        sys.exit(1)
