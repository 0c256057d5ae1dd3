"""At every start: schema, master key, an administrator. Prints what to tell, as JSON."""

import asyncio
import getpass
import json
import os
import secrets
import sys
from pathlib import Path

from orderhub.access.facade import ensure_administrator
from orderhub.infra.crypto import load_master_key
from orderhub.infra.db import Database
from orderhub.infra.installation import bind_master_key
from orderhub.infra.migrate import migrate
from orderhub.infra.settings import Settings, load_settings
from orderhub.infra.telemetry import configure_logging
from orderhub.kernel.errors import Conflict, HubError

ADMINISTRATOR = "admin"


async def set_up(settings: Settings, *, ask: bool, demo: bool) -> dict[str, str]:
    """Bring the installation up to date; returns the login when there is one to tell."""
    url = settings.database_url
    if url is None:
        raise RuntimeError("the supervisor gives the database's URL")
    await asyncio.to_thread(migrate, url)
    master = load_master_key(settings.master_key_path, create=True)
    db = Database(url, pool_size=2, name="orderhub setup")
    try:
        async with db.transaction() as tx:
            await bind_master_key(tx, master)
        return await _administrator(db, settings, ask=ask, demo=demo)
    finally:
        await db.close()


async def _administrator(
    db: Database, settings: Settings, *, ask: bool, demo: bool
) -> dict[str, str]:
    async with db.transaction() as tx:
        missing = await ensure_administrator(tx, None) is not None
        await tx.rollback()  # only asked
    password = None
    if demo:
        password = _demo_password(settings.home / "login.txt")
    elif missing and ask:
        password = await asyncio.to_thread(_asked_password)
    minted = await _ensured(db, password, ask=missing and ask)
    told = minted or (password if demo else None)
    return {"username": ADMINISTRATOR, **({"password": told} if told else {})}


async def _ensured(db: Database, password: str | None, *, ask: bool) -> str | None:
    while True:
        try:
            async with db.transaction() as tx:
                return await ensure_administrator(tx, password)
        except Conflict as refused:
            if not ask:
                raise
            print(refused.detail, file=sys.stderr)
            password = await asyncio.to_thread(_asked_password)


def _asked_password() -> str:
    while True:
        first = getpass.getpass("Password for the administrator 'admin': ")
        if first == getpass.getpass("Once more: "):
            return first
        print("They differ; again.", file=sys.stderr)


def _demo_password(path: Path) -> str:
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(9))
    return path.read_text().strip()


def main(*, ask: bool, demo: bool) -> None:
    """Run by `up`, in a process of its own."""
    try:
        settings = load_settings()
        configure_logging("warning", "setup")
        told = asyncio.run(set_up(settings, ask=ask, demo=demo))
    except HubError as error:
        print(f"orderhub: {error.detail or error.code}", file=sys.stderr)
        sys.exit(1)
    print(json.dumps(told))
