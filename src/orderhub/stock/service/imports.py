"""Import of goods (商品导入): a file is checked and kept, then comes in at once or not at all."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

import orjson

from orderhub.access.facade import Actor, record
from orderhub.channels.facade import get_shops
from orderhub.infra.db import Tx
from orderhub.infra.sheet import read_sheet
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import Refusal
from orderhub.stock.decide.sheet import BY_HEADER, REQUIRED, GoodsRow, check, named
from orderhub.stock.service.goods import NewSku, add_skus
from orderhub.stock.service.mapping import announce_remapped, reserve_mapped
from orderhub.stock.service.receive import Counted, count
from orderhub.stock.statements import Row, fetch
from orderhub.stock.store import listings, skus
from orderhub.stock.store.balances import Note

ERRORS_MAX = 500
_KEEP = """
    INSERT INTO stock_imports (actor_name, file_name, state, rows, good, errors, created_at)
    VALUES (%s, %s, 'preview', %s, %s, %s, %s) RETURNING id
"""


async def preview(tx: Tx, actor: Actor, file: tuple[str, bytes], now: datetime) -> Row:
    """Read and check a file (its name and bytes); nothing comes in yet. UnreadableFile."""
    name, body = file
    sheet = await asyncio.to_thread(read_sheet, body, BY_HEADER, REQUIRED)
    shops = await _shops(tx, actor)
    codes = {code for row in sheet for code in named(row.cells)}
    known = {code: one["bundle"] for code, one in (await skus.by_code(tx, codes)).items()}
    good, errors = check([(row.place, row.cells) for row in sheet], shops.keys(), known)
    kept = (
        orjson.dumps([asdict(row) for row in good]).decode(),
        orjson.dumps([asdict(error) for error in errors[:ERRORS_MAX]]).decode(),
    )
    found = await fetch(tx, _KEEP, (actor.name, name, len(sheet), *kept, now))
    return {
        "id": found[0]["id"], "rows": len(sheet), "ok": len(good),
        "errors": [asdict(error) for error in errors[:ERRORS_MAX]],
        "sample": [asdict(row) for row in good[:5]],
    }  # fmt: skip


async def commit(tx: Tx, actor: Actor, import_id: int, now: datetime) -> Row:
    """Bring in the good rows of a preview; Conflict when that was done, or a count is refused."""
    sql = """
        UPDATE stock_imports SET state = 'committed', committed_at = %s
        WHERE id = %s AND state = 'preview' RETURNING good
    """
    found = await fetch(tx, sql, (now, import_id))
    if not found:
        known = await fetch(tx, "SELECT 1 FROM stock_imports WHERE id = %s", (import_id,))
        if not known:
            raise NotFound("There is no such import.")
        raise Conflict(Refusal("already_committed", "This import came in already."))
    rows = [GoodsRow(**row) for row in found[0]["good"]]
    ids = await add_skus(tx, await _new(tx, rows), now)
    mapped = await _map(tx, await _shops(tx, actor), rows, ids, now)
    counted = await _count(tx, rows, ids, Note("count", now, f"import {import_id}", actor.name))
    told = {"skus": len(ids), "mapped": mapped, "counted": counted}
    await record(tx, actor, "stock.import", f"import:{import_id}", detail=told)
    return {"id": import_id, **told}


async def _count(tx: Tx, rows: list[GoodsRow], ids: Mapping[str, int], note: Note) -> int:
    there = [
        Counted(ids[row.code], row.warehouse, row.quantity, absolute=True)
        for row in rows
        if row.quantity is not None
    ]
    refused = await count(tx, there, note) if there else {}
    if refused:
        (sku, warehouse), why = next(iter(refused.items()))
        code = next(code for code, known in ids.items() if known == sku)
        raise Conflict(Refusal(why.code, f"{code} in {warehouse}: {why.detail}"))
    return len(there)


async def _map(
    tx: Tx, shops: Mapping[str, int], rows: list[GoodsRow], ids: Mapping[str, int], now: datetime
) -> int:
    stated = [
        listings.Stated(
            shop_id=shops[row.shop], listing_no=row.listing_no, sku_no=row.sku_no,
            sku_code=row.merchant_code or row.code, title=row.title, item_id=ids[row.code],
        )
        for row in rows
        if row.shop in shops and (row.listing_no or row.merchant_code)
    ]  # fmt: skip
    before = await listings.of_keys(tx, stated)
    mapped = await listings.put_many(tx, stated, now)
    items = {(one.shop_id, one.listing_no, one.sku_code): one.item_id for one in stated}
    named = {row["id"]: items[row["shop_id"], row["listing_no"], row["sku_code"]] for row in before}
    await announce_remapped(tx, before, named, now)
    await reserve_mapped(tx, mapped, now)
    return len(mapped)


async def _shops(tx: Tx, actor: Actor) -> dict[str, int]:
    shops = await get_shops(tx, None if actor.shops is None else sorted(actor.shops))
    return {shop.name: int(shop.id) for shop in shops}


async def _new(tx: Tx, rows: list[GoodsRow]) -> list[NewSku]:
    """What the rows of a code say together; what none of them says is as it was."""
    known = await skus.by_code(tx, {row.code for row in rows})
    found: dict[str, NewSku] = {}
    for row in rows:
        was = known.get(row.code, {})
        kept = {name: was[name] for name in ("spec", "barcode", "safety") if name in was}
        sku = found.get(row.code) or NewSku(code=row.code, title=row.title, **kept)
        found[row.code] = NewSku(
            code=row.code, title=row.title, spec=row.spec or sku.spec,
            barcode=row.barcode or sku.barcode,
            safety=sku.safety if row.safety is None else row.safety,
            parts=row.parts or sku.parts,
        )  # fmt: skip
    return list(found.values())
