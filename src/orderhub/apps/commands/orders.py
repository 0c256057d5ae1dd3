"""`orderhub orders`: list, show, import, export."""

import sys
from contextlib import ExitStack, aclosing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from orderhub.access.facade import record, system
from orderhub.apps.options import AsJson
from orderhub.apps.output import described, say, table, with_hub
from orderhub.infra import clock
from orderhub.infra.crypto import load_master_key
from orderhub.infra.db import Database
from orderhub.infra.settings import Settings
from orderhub.kernel.errors import InvalidInput
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

app = typer.Typer(no_args_is_help=True, help="Orders: list, show, import, export.")
COMMAND_LINE = system("command_line")
MOST = 200
ShopOption = Annotated[int | None, typer.Option(help="Only this shop's.")]
FormatName = Literal["jsonl", "csv", "xlsx"]


@app.command("list")
def list_orders(
    *,
    shop: ShopOption = None,
    stage: Annotated[str | None, typer.Option(help="Only this stage.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MOST)] = 20,
    as_json: AsJson = False,
) -> None:
    """The newest orders, people masked."""
    given = {"shop_id": [shop] if shop else [], "stage": [stage] if stage else []}
    wanted = FilterIn.model_validate(given).to_filter()

    async def use(db: Database, _: Settings) -> OrderList:
        async with db.transaction() as tx:
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
    say(answer, as_json=as_json, lines=described(found.model_dump()))


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
    lines = [f"{answer['orders']} orders of {answer['rows']} rows", *wrong]
    say({"ok": not wrong, **answer}, as_json=as_json, lines=lines)
    if wrong:
        sys.exit(1)


@app.command("export")
def export_orders(
    *,
    shop: ShopOption = None,
    format_: Annotated[FormatName, typer.Option("--format")] = "jsonl",
    output: Annotated[Path | None, typer.Option(help="A file instead of the terminal.")] = None,
) -> None:
    """Every order, newest first, people masked; one JSON document a line, or a spreadsheet."""
    if format_ == "xlsx" and output is None and sys.stdout.isatty():
        raise InvalidInput("a workbook needs --output FILE")
    wanted = FilterIn.model_validate({"shop_id": [shop] if shop else []}).to_filter()

    async def use(db: Database, _: Settings) -> None:
        async with db.transaction() as tx:
            search = await prepare(tx, COMMAND_LINE, wanted)
            await record(tx, COMMAND_LINE, "orders.export", "orders", detail={"format": format_})
        with ExitStack() as stack:
            target = stack.enter_context(output.open("wb")) if output else sys.stdout.buffer
            async with aclosing(export_pieces(db, search, format_)) as pieces:
                async for piece in pieces:
                    target.write(piece)
            target.flush()

    with_hub(use)
