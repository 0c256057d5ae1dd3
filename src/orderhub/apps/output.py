"""How commands speak: one JSON line for programs, short lines for people."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import orjson
import typer

from orderhub.apps.installation import current_settings, database_url
from orderhub.infra import schema
from orderhub.infra.db import Database
from orderhub.infra.settings import Settings
from orderhub.infra.telemetry import configure_logging

Answer = TypeVar("Answer")


def with_hub(use: Callable[[Database, Settings], Awaitable[Answer]]) -> Answer:
    """Run `use` on the installation's database, which is started and migrated when it must be."""
    settings = current_settings()
    configure_logging("warning", "cli")

    async def run(url: str) -> Answer:
        db = Database(url, pool_size=4, name="orderhub cli")
        try:
            await _bring_up_to_date(db, url)
            return await use(db, settings.model_copy(update={"database_url": url}))
        finally:
            await db.close()

    with database_url(settings) as url:
        return asyncio.run(run(url))


async def _bring_up_to_date(db: Database, url: str) -> None:
    async with db.transaction() as tx:
        if await schema.current(tx) == schema.newest():
            return
    from orderhub.infra.migrate import migrate  # noqa: PLC0415 - rarely needed, slow to import

    await asyncio.to_thread(migrate, url)


def say(answer: Any, *, as_json: bool, lines: Sequence[str]) -> None:
    """Print the whole `answer` as one JSON line, or `lines` for a person."""
    if as_json:
        typer.echo(orjson.dumps(answer, default=str, option=orjson.OPT_UTC_Z).decode())
    else:
        for line in lines:
            typer.echo(line)


def table(rows: Sequence[Sequence[object]], head: Sequence[str]) -> list[str]:
    """Lines of a plain table."""
    texts = [list(head), *([str("" if cell is None else cell) for cell in row] for row in rows)]
    widths = [max(len(row[i]) for row in texts) for i in range(len(head))]
    return [
        "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in texts
    ]
