"""Import of a file: preview, then commit through the same way in as a channel's orders."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from anyio import to_thread

from orderhub.access.facade import Actor, record
from orderhub.channels.facade import Shop, get_shop
from orderhub.connector_kit.contract import ChannelOrder
from orderhub.infra.db import Tx
from orderhub.infra.ids import new_id
from orderhub.infra.sheet import read_sheet
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import Refusal
from orderhub.orders.decide.desk import Statement
from orderhub.orders.decide.undo import last_words
from orderhub.orders.model import Arrival, Batch, Fact, Outcome
from orderhub.orders.queries import desk
from orderhub.orders.service.absorb import absorb, learn
from orderhub.orders.service.batch import fact_of
from orderhub.orders.service.imports.check import Checked, check
from orderhub.orders.service.imports.columns import BY_HEADER, REQUIRED, TITLES
from orderhub.orders.store import imports as store
from orderhub.vault.facade import keep_raw, load_ring, mask, open_raw

SOURCE = "import"
UNDONE_TAG = "import_undone"
CHUNK = 1_000
ERRORS_MAX = 500
SAMPLE = 5
NEEDED = {code: TITLES[code] for code in REQUIRED}


@dataclass(frozen=True, slots=True)
class Preview:
    """What the file would bring in; `sample` shows its first orders, people masked."""

    id: int
    rows: int
    ok: int
    errors: tuple[dict[str, Any], ...]
    sample: tuple[dict[str, Any], ...]


async def preview(
    tx: Tx, actor: Actor, shop_id: int, file: tuple[str, bytes], now: datetime
) -> Preview:
    """Read and check the file (its name and bytes), and keep it sealed. Nothing comes in yet."""
    name, body = file
    shop = await _shop(tx, actor, shop_id)
    checked = await read(body)
    ring = await load_ring(tx, shop.region, ())
    [body_ref] = await keep_raw(tx, ring, shop_id, SOURCE, [body])
    errors = tuple(asdict(error) for error in checked.errors[:ERRORS_MAX])
    import_id = await store.insert(
        tx,
        {
            "shop_id": shop_id,
            "actor_name": actor.name,
            "file_name": name,
            "rows": checked.rows,
            "orders": len(checked.orders),
            "errors": errors,
            "body_ref": body_ref,
            "created_at": now,
        },
    )
    sample = tuple(_sample(order) for order in checked.orders[:SAMPLE])
    return Preview(import_id, checked.rows, len(checked.orders), errors, sample)


async def read(body: bytes) -> Checked:
    """Parsing is work for a thread: a large workbook must not hold up other requests."""
    return await to_thread.run_sync(lambda: check(read_sheet(body, BY_HEADER, NEEDED)))


async def commit(tx: Tx, actor: Actor, import_id: int, now: datetime) -> list[Outcome]:
    """Take the previewed orders in, all or none; Conflict when it happened already."""
    kept = await store.lock(tx, import_id)
    shop = await _shop(tx, actor, kept.shop_id)
    if kept.state != "preview":
        raise Conflict(Refusal(f"already_{kept.state}", "The import is not a preview any more."))
    checked = await read(await open_raw(tx, kept.body_ref))
    outcomes: list[Outcome] = []
    for orders in _chunks(checked.orders):
        arrivals = [Arrival(order, raw_ref=kept.body_ref) for order in orders]
        batch = Batch(
            shop_id=shop.id,
            channel=shop.channel,
            region=shop.region,
            arrivals=arrivals,
            read_at=now,
            source=SOURCE,
        )
        outcomes += (await absorb(tx, batch)).outcomes
    await _revive(tx, actor, outcomes, now)
    await store.mark_committed(tx, import_id, outcomes, now)
    detail = {"orders": len(outcomes), "file_rows": checked.rows}
    await record(tx, actor, "orders.import", f"import:{import_id}", shop.id, detail)
    return outcomes


async def _revive(tx: Tx, actor: Actor, outcomes: list[Outcome], now: datetime) -> None:
    """Orders that an undone import had cancelled live again when they are imported anew."""
    known = [one.number for one in outcomes if one.result != "new"]
    ids = await desk.ids_of(tx, known, None)
    people = await desk.said(tx, list(ids.values()))
    key = new_id()
    facts: list[Fact] = []
    for order_id, words in people.items():
        void = last_words(words).get("void")
        if void is not None and void.data["on"]:
            facts += [
                fact_of(order_id, said, key, actor, now) for said in void_statements(on=False)
            ]
    await learn(tx, facts)


def void_statements(*, on: bool) -> tuple[Statement, Statement]:
    """What cancels an imported order and marks it, or takes that back."""
    return Statement("void", {"on": on}), Statement("tag", {"tag": UNDONE_TAG, "on": on})


async def _shop(tx: Tx, actor: Actor, shop_id: int) -> Shop:
    if not actor.sees(shop_id):
        raise NotFound("There is no such shop, or you do not see it.")
    return await get_shop(tx, shop_id)


def _sample(order: ChannelOrder) -> dict[str, Any]:
    people = order.people.fields
    return {
        "external_no": order.external_no,
        "status": order.status,
        "placed_at": order.placed_at,
        "currency": order.currency,
        "total_minor": order.total_minor,
        "line_count": len(order.lines),
        "people": {name: mask(name, value) for name, value in people.items()},
    }


def _chunks(orders: Iterable[ChannelOrder]) -> Iterable[list[ChannelOrder]]:
    rest = iter(orders)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
