"""Goods as they come in: kinds of SKUs that stay what they are, files with rows that lean on each
other."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.kernel.errors import Conflict, InvalidInput
from orderhub.stock.facade import reserve_many
from orderhub.stock.model import ShopStock
from orderhub.stock.service import imports
from orderhub.stock.service.goods import NewSku, add_skus
from orderhub.stock.service.verify import verify
from orderhub.stock.statements import Row
from orderhub.stock.store import listings, publications, shops
from tests.support.orders import PLACED, make_actor
from tests.support.stock import SHOP, arrive, balance, states, stock_up, want

LATER = PLACED + timedelta(minutes=1)
OTHER = 2

_PARTS = text("""
    SELECT p.code, q.quantity FROM stock_parts q JOIN stock_skus i ON i.id = q.item_id
    JOIN stock_skus p ON p.id = q.sku_id WHERE i.code = :code
""")
_SAFETY = text("SELECT safety FROM stock_skus WHERE code = :code")


_DUE = text("SELECT due_at IS NOT NULL AS due FROM stock_publications")


async def parts(tx: Tx, code: str) -> dict[str, int]:
    return {row.code: row.quantity for row in await tx.execute(_PARTS, {"code": code})}


async def look(tx: Tx, *rows: str) -> Row:
    """The preview of a file."""
    return await imports.preview(tx, make_actor(), ("g.csv", "\n".join(rows).encode()), PLACED)


async def bring_in(tx: Tx, *rows: str) -> None:
    seen = await look(tx, *rows)
    assert seen["errors"] == []
    await imports.commit(tx, make_actor(), seen["id"], PLACED)


async def test_a_bundle_of_bundles_is_refused_whichever_way_it_comes(tx: Tx) -> None:
    await stock_up(tx, {"A": 9})
    await bring_in(tx, "code,title,parts", "SET,套装,A*2")
    known = await look(tx, "code,title,parts", "BOX,大套装,SET*1")
    within = await look(tx, "code,title,parts", "PAIR,两件,A*2", "BOX,大套装,PAIR*1")
    for seen, row in ((known, 2), (within, 3)):
        (error,) = seen["errors"]
        assert (error["row"], error["column"], error["code"]) == (row, "parts", "part_is_bundle")
    with pytest.raises(InvalidInput):
        await add_skus(tx, [NewSku(code="BOX", title="大套装", parts={"SET": 1})], PLACED)


async def test_a_part_whose_own_row_is_bad_keeps_its_bundle_out(tx: Tx) -> None:
    await stock_up(tx, {"A": 9})
    seen = await look(tx, "code,title,parts", "B,,", "SET,套装,A*1+B*1", "C,丙,")
    assert [(e["row"], e["column"], e["code"]) for e in seen["errors"]] == [
        (2, "title", "missing"), (3, "parts", "unknown_sku"),
    ]  # fmt: skip
    assert seen["ok"] == 1


async def test_parts_may_be_written_with_any_of_the_signs_that_are_read(tx: Tx) -> None:
    await stock_up(tx, {"A": 9, "B": 9})
    await bring_in(tx, "code,title,parts", "S1,套装,A×2；B×1", 'S2,套装,"A x 1，A*2"')
    assert await parts(tx, "S1") == {"A": 2, "B": 1}
    assert await parts(tx, "S2") == {"A": 3}


async def test_a_bundle_stays_one_when_only_a_listing_of_it_comes_in(tx: Tx) -> None:
    await stock_up(tx, {"A": 9})
    await bring_in(tx, "code,title,parts", "SET,套装,A*2")
    await bring_in(tx, "code,title", "SET,套装(新名)")
    assert await parts(tx, "SET") == {"A": 2}
    await reserve_many(tx, [want(1, ("SET", 1))], now=PLACED)
    assert await balance(tx, "A") == (7, 2, 0, 9)


async def test_goods_that_are_counted_become_no_bundle(tx: Tx) -> None:
    await stock_up(tx, {"A": 9, "B": 9})
    await reserve_many(tx, [want(1, ("A", 4))], now=PLACED)
    seen = await look(tx, "code,title,parts", "A,甲,B*2")
    (error,) = seen["errors"]
    assert (error["column"], error["code"]) == ("parts", "not_a_bundle")
    with pytest.raises(Conflict):
        await add_skus(tx, [NewSku(code="A", title="甲", parts={"B": 2})], PLACED)
    assert await parts(tx, "A") == {"A": 1}
    assert await states(tx, 1) == ["held"]
    assert await verify(tx) == []


async def test_what_a_file_does_not_say_stays_as_it_is(tx: Tx) -> None:
    await bring_in(
        tx,
        "code,title,safety,parts,warehouse,quantity",
        "A,甲,5,,HZ,3",
        "A,甲,,,SH,4",
        "SET,套装,,A*2,,",
        "SET,套装,,,,",
    )
    assert await balance(tx, "A") == (7, 0, 0, 7)
    assert (await tx.execute(_SAFETY, {"code": "A"})).scalar_one() == 5
    assert await parts(tx, "SET") == {"A": 2}
    await bring_in(tx, "code,title,warehouse,quantity", "A,甲,HZ,2")
    assert (await tx.execute(_SAFETY, {"code": "A"})).scalar_one() == 5


async def test_a_quantity_of_too_many_digits_is_an_error_of_its_cell(tx: Tx) -> None:
    seen = await look(tx, "code,title,warehouse,quantity", f"A,甲,HZ,{'9' * 5000}")
    assert {error["column"] for error in seen["errors"]} == {"quantity"}


async def test_new_words_of_a_bundle_are_told_to_the_channels_that_sell_it(tx: Tx) -> None:
    await stock_up(tx, {"A": 9})
    await shops.save(tx, ShopStock(shop_id=SHOP, publish=True), PLACED)
    ids = await add_skus(tx, [NewSku(code="SET", title="套装", parts={"A": 2})], PLACED)
    stated = listings.Stated(
        shop_id=SHOP, listing_no="L", sku_no="", sku_code="SET", title="套装", item_id=ids["SET"]
    )
    (listing,) = await listings.put_many(tx, [stated], PLACED)
    await publications.notice(tx, PLACED, LATER)
    await publications.told(tx, listing, 4, PLACED, (PLACED, LATER))
    await publications.notice(tx, PLACED, LATER)
    assert not (await tx.execute(_DUE)).scalar_one()
    await bring_in(tx, "code,title,safety", "SET,套装,1")
    await publications.notice(tx, LATER, LATER)
    assert (await tx.execute(_DUE)).scalar_one()


async def test_what_changes_while_a_channel_is_told_is_told_again(tx: Tx) -> None:
    ids = await stock_up(tx, {"A": 9})
    await shops.save(tx, ShopStock(shop_id=SHOP, publish=True), PLACED)
    stated = listings.Stated(
        shop_id=SHOP, listing_no="L", sku_no="", sku_code="A", title="货", item_id=ids["A"]
    )
    (listing,) = await listings.put_many(tx, [stated], PLACED)
    await publications.notice(tx, PLACED, PLACED)
    await publications.sending(tx, listing, 9, "stk-1")
    await arrive(tx, {ids["A"]: 1})
    await publications.notice(tx, LATER, LATER)
    await publications.told(tx, listing, 9, PLACED, (LATER, LATER))
    assert (await tx.execute(_DUE)).scalar_one()


async def test_a_shop_that_is_set_has_the_shares_of_all_worked_out_anew(tx: Tx) -> None:
    """Alone it would get a share of what others have in hand."""
    ids = await stock_up(tx, {"A": 100, "B": 100})
    await shops.save(tx, ShopStock(shop_id=OTHER, publish=True), PLACED)
    await shops.save(tx, ShopStock(shop_id=SHOP, publish=True), PLACED)
    made = [
        listings.Stated(
            shop_id=shop, listing_no=f"L-{code}", sku_no="", sku_code=code, title="货",
            item_id=ids[code],
        )
        for shop, code in ((SHOP, "A"), (OTHER, "A"), (OTHER, "B"))
    ]  # fmt: skip
    await listings.put_many(tx, made, PLACED)
    await publications.notice(tx, PLACED, PLACED)
    await tx.execute(text("UPDATE stock_publications SET part = 50"))
    await publications.look_again(tx, shop_id=SHOP)
    found = await tx.execute(
        text("""
        SELECT l.shop_id, l.sku_code FROM stock_publications p
        JOIN stock_listings l ON l.id = p.listing_id WHERE p.part IS NULL ORDER BY 1
    """)
    )
    assert [tuple(row) for row in found] == [(SHOP, "A"), (OTHER, "A")]
