"""Real recipients for an `oaid`, which only the platform knows (channels reference §1.7)."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from orderhub.connector_kit.contract import Cipher, ShopSession
from orderhub.connector_kit.readers import node, rows_of, text
from orderhub.connectors.taobao.errors import response_node

_DECRYPT = "taobao.top.oaid.decrypt"
_AT_ONCE = 20
_BY_HAND = "1006"


async def decrypt(shop: ShopSession, ciphers: Sequence[Cipher]) -> Sequence[str | None]:
    """`text` is the order's oaid; one question answers all fields of an order."""
    wanted = list(dict.fromkeys((cipher.external_no, cipher.text) for cipher in ciphers))
    people: dict[tuple[str, str], dict[str, str]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        people |= await _ask(shop, wanted[start : start + _AT_ONCE])
    found = (people.get((cipher.external_no, cipher.text), {}) for cipher in ciphers)
    return [real.get(c.name) for c, real in zip(ciphers, found, strict=True)]


async def _ask(
    shop: ShopSession, pairs: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], dict[str, str]]:
    query = [{"tid": tid, "oaid": oaid, "scene": _BY_HAND} for tid, oaid in pairs]
    answer = await shop.read(_DECRYPT, {"query_list": orjson.dumps(query).decode()})
    response = node(answer.document.get(response_node(_DECRYPT)))
    rows = [node(row) for row in rows_of(response.get("receiver_list"), "receiver")]
    return {
        (text(row.get("tid")), text(row.get("oaid"))): _real(row)
        for row in rows
        if row.get("matched") is not False
    }


def _real(row: Mapping[str, Any]) -> dict[str, str]:
    fields = {
        "recipient_name": text(row.get("name")),
        "recipient_phone": text(row.get("mobile") or row.get("phone")),
        "recipient_address": text(row.get("town")) + text(row.get("address_detail")),
    }
    return {name: value for name, value in fields.items() if value}
