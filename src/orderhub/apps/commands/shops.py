"""`orderhub shops`: connect, list, authorise, sync."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from orderhub.access.facade import system
from orderhub.apps.options import AsJson, commands
from orderhub.apps.output import say, table, with_hub
from orderhub.apps.outside import lines_open
from orderhub.channels.facade import (
    Connect,
    Shop,
    authorise,
    connect,
    connector_of,
    get_shop,
    get_shops,
)
from orderhub.infra import clock
from orderhub.infra.crypto import load_master_key
from orderhub.infra.db import Database
from orderhub.infra.ids import process_owner
from orderhub.infra.settings import Settings
from orderhub.kernel.errors import InvalidInput
from orderhub.kernel.types import ChannelCode
from orderhub.orders.facade import totals
from orderhub.sync.facade import Run, Work, finish_run, request_run

app = commands("Shops: connect, list, authorise, sync.")
COMMAND_LINE = system("command_line")
CredentialsFile = Annotated[
    str, typer.Option(help="JSON object under the platform's own names: a file, or - for stdin.")
]


@app.command()
def add(
    *,
    channel: Annotated[str, typer.Option(help="The channel's code.")],
    name: Annotated[str, typer.Option(help="The shop's name on screens.")],
    credentials: CredentialsFile,
    base_url: Annotated[
        str | None, typer.Option(help="Stands in front of the platform's own path.")
    ] = None,
    oauth_url: Annotated[str | None, typer.Option(help="Where tokens are renewed.")] = None,
    as_json: AsJson = False,
) -> None:
    """Connect a shop; prints its id. Secrets never stand on the command line."""
    command = Connect(
        channel=ChannelCode(channel),
        name=name,
        credentials=_credentials(credentials, channel),
        base_url=base_url,
        oauth_url=oauth_url,
    )

    async def use(db: Database, settings: Settings) -> int:
        master = load_master_key(settings.master_key_path, create=True)
        async with db.transaction() as tx:
            return (await connect(tx, master, COMMAND_LINE, command, clock.now())).id

    shop_id = with_hub(use)
    say({"ok": True, "id": shop_id, "name": name}, as_json=as_json, lines=[str(shop_id)])


@app.command("list")
def list_shops(*, as_json: AsJson = False) -> None:
    """Every shop: state, last success, number of orders."""

    async def use(db: Database, _: Settings) -> list[dict[str, Any]]:
        async with db.transaction() as tx:
            shops = await get_shops(tx)
            counts = await totals(tx, [shop.id for shop in shops])
            return [_shown(shop, counts.get(shop.id, 0)) for shop in shops]

    found = with_hub(use)
    head = ("id", "channel", "name", "state", "last_good_at", "orders_total")
    lines = table(found, head)
    say({"ok": True, "items": found}, as_json=as_json, lines=lines)


@app.command()
def authorize(shop: int, *, credentials: CredentialsFile, as_json: AsJson = False) -> None:
    """Replace a shop's credentials; a shop that waited for them works again."""

    async def use(db: Database, settings: Settings) -> str:
        master = load_master_key(settings.master_key_path)
        async with db.transaction() as tx:
            given = _credentials(credentials, (await get_shop(tx, shop)).channel)
            return (await authorise(tx, master, COMMAND_LINE, shop, given, clock.now())).state

    state = with_hub(use)
    say({"ok": True, "id": shop, "state": state}, as_json=as_json, lines=[f"{shop}: {state}"])


@app.command()
def sync(
    shop: int,
    *,
    since: Annotated[
        datetime | None, typer.Option("--from", help="ISO, in UTC; needs --to.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", help="ISO, in UTC; needs --from.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read a shop now (or a span of it), wait until it is done, report."""
    if (since is None) != (until is None):
        raise InvalidInput("--from and --to belong together")
    span = None if since is None or until is None else (_utc(since), _utc(until))

    async def use(db: Database, settings: Settings) -> Run:
        return await run_now(db, settings, shop, span)

    run = with_hub(use)
    ok = run.error_code is None
    answer = {
        "ok": ok,
        "run_id": run.id,
        "shop_id": shop,
        **asdict(run.tally),
        "error": None if ok else {"code": run.error_code, "message": run.error_message},
    }
    words = ", ".join(f"{value} {name}" for name, value in asdict(run.tally).items())
    say(answer, as_json=as_json, lines=[words if ok else f"failed: {run.error_message}"])
    if not ok:
        sys.exit(1)


async def run_now(
    db: Database, settings: Settings, shop_id: int, span: tuple[datetime, datetime] | None
) -> Run:
    """Ask for a run and see it through: done here, unless a worker is quicker."""
    async with db.transaction() as tx:
        run = await request_run(tx, COMMAND_LINE, shop_id, clock.now(), span=span)
    async with lines_open(db, settings) as lines:
        work = Work(
            db=db,
            open_session=lines.open_session,
            now=clock.now,
            owner=process_owner(),
            scheduled=False,
        )
        return await finish_run(work, run.id)


def _shown(shop: Shop, orders_total: int) -> dict[str, Any]:
    return {
        "id": shop.id,
        "channel": shop.channel,
        "name": shop.name,
        "state": shop.state,
        "base_url": shop.base_url,
        "last_good_at": shop.last_good_at,
        "last_error": None if shop.trouble is None else asdict(shop.trouble),
        "orders_total": orders_total,
    }


def _credentials(source: str, channel: str) -> dict[str, str]:
    text = sys.stdin.read() if source == "-" else Path(source).read_text()
    try:
        given = json.loads(text)
        named = {str(name): str(value) for name, value in given.items()}
    except (ValueError, AttributeError):
        raise InvalidInput("the credentials must be one JSON object") from None
    known = {field.name for field in connector_of(ChannelCode(channel)).credential_fields}
    if ignored := sorted(named.keys() - known):
        typer.echo(f"not needed, left out: {', '.join(ignored)}", err=True)
    return {name: value for name, value in named.items() if name in known}


def _utc(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
