"""`orderhub orders`: list, show, import, export."""

import sys
from contextlib import ExitStack, aclosing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from orderhub.access.facade import record, system
from orderhub.apps.options import AsJson, commands
from orderhub.apps.output import counted, described, say, table, with_hub
from orderhub.channels.facade import get_shop, get_shops
from orderhub.infra import clock
from orderhub.infra.crypto import load_master_key
from orderhub.infra.db import Database, Tx
from orderhub.infra.settings import Settings
from orderhub.kernel.errors import InvalidInput
from orderhub.kernel.words import Stage
from orderhub.orders.facade import totals
from orderhub.orders.queries import detail, listing
from orderhub.orders.queries.filters import Sort
from orderhub.orders.schemas.detail import OrderDetail
from orderhub.orders.schemas.query import FilterIn
from orderhub.orders.schemas.rows import OrderList
from orderhub.orders.service import page as pages
from orderhub.orders.service.attributes import labelled
from orderhub.orders.service.exports.stream import export as export_pieces
from orderhub.orders.service.imports import desk
from orderhub.orders.service.search import prepare
from orderhub.orders.service.styles import tag_styles
from orderhub.vault.facade import unlock

app = commands("Orders: list, show, import, export.")
COMMAND_LINE = system("command_line")
MOST = 200
ShopOption = Annotated[int | None, typer.Option(help="Only this shop's.")]
FormatName = Literal["jsonl", "csv", "xlsx"]


@app.command("list")
def list_orders(
    *,
    shop: ShopOption = None,
    stage: Annotated[Stage | None, typer.Option(help="Only this stage.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="At most so many.")] = 20,
    as_json: AsJson = False,
) -> None:
    """The newest orders, people masked."""
    stages = [stage] if stage else []

    async def use(db: Database, _: Settings) -> OrderList:
        async with db.transaction() as tx:
            shops = await _asked(tx, shop)
            wanted = FilterIn(shop_id=shops, stage=stages).to_filter()
            search = await prepare(tx, COMMAND_LINE, wanted)
            found = await listing.fetch(tx, search, Sort("-placed_at"), None, limit)
            return OrderList.of(found, await tag_styles(tx), clock.now())

    found = with_hub(use)
    head = ("number", "external_no", "shop_id", "stage", "total_minor", "placed_at", "summary")
    lines = table(found.model_dump()["items"], head)
    say({"ok": True, **found.model_dump(mode="json")}, as_json=as_json, lines=lines)


@app.command()
def show(
    number: str,
    *,
    as_of: Annotated[
        datetime | None, typer.Option(help="ISO, in UTC: what the hub knew then.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """One order: state, money, goods, tags with their reasons."""
    moment = as_of.replace(tzinfo=as_of.tzinfo or UTC) if as_of else None

    async def use(db: Database, settings: Settings) -> OrderDetail:
        unlock(load_master_key(settings.master_key_path))
        async with db.transaction() as tx:
            row = await detail.find(tx, number, None)
            page = await pages.read(tx, row, clock.now(), moment)
            attributes = await labelled(tx, row["shop_id"], page.row["attributes"])
            styles = await tag_styles(tx)
            return OrderDetail.present(page, styles, attributes, moment or clock.now())

    found = with_hub(use)
    answer = {"ok": True, **found.model_dump(mode="json")}
    # `people` says the same, masked as well
    lines = described(found.model_dump(exclude={"people_masked"}))
    say(answer, as_json=as_json, lines=lines)


@app.command("import")
def import_orders(
    file: Path,
    *,
    shop: Annotated[int, typer.Option(help="The shop the orders belong to.")],
    as_json: AsJson = False,
) -> None:
    """Import a spreadsheet (xlsx or csv): all rows that are right come in, the others are named."""
    body = file.read_bytes()

    async def use(db: Database, settings: Settings) -> dict[str, Any]:
        unlock(load_master_key(settings.master_key_path))
        async with db.transaction() as tx:
            found = await desk.preview(tx, COMMAND_LINE, shop, (file.name, body), clock.now())
            outcomes = await desk.commit(tx, COMMAND_LINE, found.id, clock.now())
            return {**asdict(found), "orders": len(outcomes)}

    answer = with_hub(use)
    wrong = [f"row {e['row']}, {e['column']}: {e['detail']}" for e in answer["errors"]]
    lines = [f"{counted(answer['orders'], 'order')} of {counted(answer['rows'], 'row')}", *wrong]
    say({"ok": not wrong, **answer}, as_json=as_json, lines=lines)
    if wrong:
        sys.exit(1)


@app.command("export")
def export_orders(
    *,
    shop: ShopOption = None,
    format_: Annotated[FormatName, typer.Option("--format")] = "jsonl",
    output: Annotated[Path | None, typer.Option(help="A file instead of the terminal.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
) -> None:
    """Every order, newest first, people masked: one JSON document a line (minor units, UTC), or a
    spreadsheet (decimals, China's time with its offset)."""
    if format_ == "xlsx" and output is None and sys.stdout.isatty():
        raise InvalidInput("a workbook needs --output FILE")
    if output is not None and output.exists() and not overwrite:
        raise InvalidInput(f"{output} is there already; --overwrite replaces it")

    async def use(db: Database, _: Settings) -> bool:
        async with db.transaction() as tx:
            shops = await _asked(tx, shop)
            wanted = FilterIn(shop_id=shops).to_filter()
            there = await totals(tx, shops or [one.id for one in await get_shops(tx)])
            search = await prepare(tx, COMMAND_LINE, wanted)
            await record(tx, COMMAND_LINE, "orders.export", "orders", detail={"format": format_})
        with ExitStack() as stack:
            target = stack.enter_context(output.open("wb")) if output else sys.stdout.buffer
            async with aclosing(export_pieces(db, search, format_)) as pieces:
                async for piece in pieces:
                    target.write(piece)
            target.flush()
        return any(there.values())

    if not with_hub(use):
        typer.echo("there are no orders to export", err=True)


async def _asked(tx: Tx, shop: int | None) -> list[int]:
    """The shop to narrow to, [] for all of them; NotFound."""
    return [] if shop is None else [(await get_shop(tx, shop)).id]
