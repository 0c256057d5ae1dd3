"""How commands speak: one JSON line for programs, short lines for people."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast
from unicodedata import east_asian_width

import orjson
import typer

from orderhub.apps.installation import current_settings, database_url
from orderhub.infra import schema
from orderhub.infra.db import Database
from orderhub.infra.settings import Settings
from orderhub.infra.telemetry import configure_logging
from orderhub.kernel.instants import CHINA
from orderhub.kernel.money import shown

Answer = TypeVar("Answer")
MINOR = "_minor"


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


def table(rows: Sequence[Mapping[str, Any]], head: Sequence[str]) -> list[str]:
    """Lines of a plain table for people: these fields of the rows, in columns."""
    return _columns(for_people(list(rows)), [name.removesuffix(MINOR) for name in head])


def described(found: Mapping[str, Any]) -> list[str]:
    """Lines of one thing for people: a field a line, rows that hang on it as a table below."""
    lines: list[str] = []
    for name, value in for_people(found).items():
        if _is_rows(value):
            head = [key for key in value[0] if any(_words(row[key]) for row in value)]
            lines += [name, *(f"  {line}" for line in _columns(value, head))]
        elif words := _words(value):
            lines.append(f"{name:22} {words}")
    return lines


def counted(count: int, what: str) -> str:
    """So many of a thing: `1 order`, `2 orders`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def for_people(told: Any, currency: str = "CNY") -> Any:
    """The same as people read it, within lists and fields too: `x_minor` is `x` in the currency
    that stands beside it, an instant is China's time."""
    if isinstance(told, datetime):
        return told.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S UTC+8")
    if isinstance(told, Mapping):
        fields = cast("Mapping[str, Any]", told)
        unit = fields.get("currency") or currency
        return {
            name.removesuffix(MINOR): shown(value, unit)
            if name.endswith(MINOR) and value is not None
            else for_people(value, unit)
            for name, value in fields.items()
        }
    if isinstance(told, list | tuple):
        return [for_people(one, currency) for one in told]  # pyright: ignore[reportUnknownVariableType]
    return told


def _columns(shown: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[str]:
    texts = [names, *([_words(row[name]) for name in names] for row in shown)]
    widths = [max(_width(row[i]) for row in texts) for i in range(len(names))]
    return ["  ".join(map(_padded, row, widths)).rstrip() for row in texts]


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(row, Mapping) for row in value)  # pyright: ignore[reportUnknownVariableType]


def _words(value: Any) -> str:
    """One cell; "" for what is not there."""
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, Any]", value)
        return ", ".join(f"{name} {_words(one)}" for name, one in fields.items() if _words(one))
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value)))  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _width(text: str) -> int:
    """Columns of a terminal: Chinese takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
