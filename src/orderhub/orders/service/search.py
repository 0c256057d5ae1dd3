"""From a person's filter to a search: scope laid over it, personal terms turned into blind keys."""

import re
from collections.abc import Sequence
from dataclasses import replace

from orderhub.access.facade import Actor
from orderhub.infra.db import Tx
from orderhub.orders.errors import LastFourAlone
from orderhub.orders.queries import lookup
from orderhub.orders.queries.filters import Keys, MaskedPhone, OrderFilter, Search, visible_shops
from orderhub.vault.facade import Ring, blind, load_ring

REGION = "cn"
_PHONE = re.compile(r"\+?[\d\- ]{7,20}", re.ASCII)
_NO_DIGIT = re.compile(r"\D", re.ASCII)
_MOBILE = re.compile(r"(?:86)?(1\d{2})\d{4}(\d{4})", re.ASCII)
_LAST4 = re.compile(r"\d{4}", re.ASCII)


async def prepare(tx: Tx, actor: Actor, wanted: OrderFilter) -> Search:
    """The search of `wanted` within the actor's shops; LastFourAlone when nothing else narrows."""
    shops = visible_shops(actor.shops, wanted.shops)
    wanted, ids = await _resolve_q(tx, wanted, shops)
    if wanted.numbers:
        named = {match.id for match in await lookup.by_numbers(tx, wanted.numbers, shops)}
        ids = tuple(named if ids is None else named.intersection(ids))
    if wanted.last4 and not wanted.narrows_beside_last4():
        raise LastFourAlone("The last four digits need another filter: a shop, a date or a stage.")
    keys = Keys(ids=ids)
    if wanted.phone or wanted.last4 or wanted.buyer:
        keys = replace(blind_keys(await load_ring(tx, REGION, ()), wanted), ids=ids)
    return Search(filter=wanted, keys=keys, shops=shops)


def blind_keys(ring: Ring, wanted: OrderFilter) -> Keys:
    """The keys under which orders keep these personal terms."""
    return Keys(
        phone=(blind(ring, "phone", wanted.phone),) if wanted.phone else None,
        masked=masked_phone(ring, wanted.phone),
        last4=(blind(ring, "last4", wanted.last4),) if wanted.last4 else None,
        buyer=(blind(ring, "buyer", wanted.buyer),) if wanted.buyer else None,
    )


def masked_phone(ring: Ring, phone: str) -> MaskedPhone | None:
    """What a channel's mask would tell of this phone; None unless it is a whole mobile number."""
    mobile = _MOBILE.fullmatch(_NO_DIGIT.sub("", phone))
    if mobile is None:
        return None
    return MaskedPhone(mobile[1], blind(ring, "last4", mobile[2]))


async def _resolve_q(
    tx: Tx, wanted: OrderFilter, shops: Sequence[int] | None
) -> tuple[OrderFilter, tuple[int, ...] | None]:
    """What the one search box means: a number, a SKU, a phone or its end, else a buyer."""
    term = wanted.q.strip()
    if not term:
        return wanted, None
    matches = await lookup.by_numbers(tx, [term], shops)
    if matches:
        return wanted, tuple({match.id for match in matches})
    if await lookup.has_sku(tx, term):
        return replace(wanted, sku=term), None
    if _LAST4.fullmatch(term):
        return replace(wanted, last4=term), None
    if _PHONE.fullmatch(term):
        return replace(wanted, phone=term), None
    return replace(wanted, buyer=term), None
