"""Plain text for ciphertext, which only the platform can give (channels reference §3.7)."""

from collections.abc import Sequence
from itertools import islice

import orjson

from orderhub.connector_kit.contract import Cipher, ShopSession
from orderhub.connector_kit.readers import node, rows_of, text
from orderhub.connectors.pinduoduo.errors import response_in

_DECRYPT = "pdd.open.decrypt.batch"
_AT_ONCE = 100
A_DAY = 100
"""Calls a day and app, outside the platform's own cloud."""


async def decrypt(shop: ShopSession, ciphers: Sequence[Cipher]) -> Sequence[str | None]:
    """A hundred texts a call; None for what the platform does not tell."""
    told: dict[tuple[str, str], str] = {}
    waiting = iter(dict.fromkeys((cipher.external_no, cipher.text) for cipher in ciphers))
    while pairs := list(islice(waiting, _AT_ONCE)):
        asked = [{"data_tag": no, "encrypted_data": sealed} for no, sealed in pairs]
        answer = await shop.read(_DECRYPT, {"data_list": orjson.dumps(asked).decode()})
        rows = rows_of(response_in(answer.document).get("data_decrypt_list"), "data")
        for row in map(node, rows):
            if not row.get("error_code"):
                key = text(row.get("data_tag")), text(row.get("encrypted_data"))
                told[key] = text(row.get("decrypted_data"))
    return [told.get((cipher.external_no, cipher.text)) or None for cipher in ciphers]
