"""Finding orders by their numbers: one pasted list, one statement."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from orderhub.infra.db import Tx

_TEXTS = pg.ARRAY(sa.Text)
_BY_NUMBERS = sa.text("""
    SELECT number AS term, number, id FROM orders WHERE number = ANY(:terms)
        AND (CAST(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
    UNION ALL
    SELECT external_no, number, id FROM orders WHERE external_no = ANY(:terms)
        AND (CAST(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
""").bindparams(
    sa.bindparam("terms", type_=_TEXTS), sa.bindparam("shops", type_=pg.ARRAY(sa.Integer))
)
_HAS_SKU = sa.text("SELECT EXISTS (SELECT FROM order_lines WHERE sku_code = :sku)")


@dataclass(frozen=True, slots=True)
class Match:
    """One order that a pasted term names; a channel number may name one order of each shop."""

    term: str
    number: str
    id: int


async def by_numbers(tx: Tx, terms: Sequence[str], shops: Sequence[int] | None) -> list[Match]:
    """Orders whose own or channel number is one of `terms`, in the order of the terms."""
    rows = await tx.execute(
        _BY_NUMBERS, {"terms": list(terms), "shops": None if shops is None else list(shops)}
    )
    place = {term: n for n, term in enumerate(terms)}
    matches = {Match(*row) for row in rows}
    return sorted(matches, key=lambda match: (place[match.term], match.number))


async def has_sku(tx: Tx, sku: str) -> bool:
    """Whether any order line ever carried this SKU code."""
    return bool(await tx.scalar(_HAS_SKU, {"sku": sku}))
