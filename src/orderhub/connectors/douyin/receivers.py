"""Real recipients for ciphertext, which only the platform opens (channels reference §4.7)."""

from collections.abc import Mapping, Sequence
from typing import Any

from orderhub.connector_kit.contract import Cipher, ShopSession
from orderhub.connector_kit.readers import node, rows_of, text
from orderhub.connectors.douyin.errors import DECRYPT

_AT_ONCE = 50


async def decrypt(shop: ShopSession, ciphers: Sequence[Cipher]) -> Sequence[str | None]:
    """Each text is bound to its order; what the platform does not open is None."""
    wanted = list(dict.fromkeys((cipher.external_no, cipher.text) for cipher in ciphers))
    opened: dict[tuple[str, str], str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        opened |= await _ask(shop, wanted[start : start + _AT_ONCE])
    return [opened.get((cipher.external_no, cipher.text)) for cipher in ciphers]


async def _ask(shop: ShopSession, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    infos = [{"auth_id": order_no, "cipher_text": sealed} for order_no, sealed in pairs]
    account = {"account_id": shop.credentials.get("shop_id", ""), "account_type": "main_account"}
    answer = await shop.read(DECRYPT, {"cipher_infos": infos, **account})
    data = node(answer.document.get("data"))
    rows = [node(row) for row in rows_of(data.get("decrypt_infos"), "decrypt_info")]
    told = {(text(row.get("auth_id")), text(row.get("cipher_text"))): _plain(row) for row in rows}
    return {pair: plain for pair, plain in told.items() if plain}


def _plain(row: Mapping[str, Any]) -> str:
    """A virtual number is told with its extension."""
    if row.get("err_no"):
        return ""
    if row.get("is_virtual_tel") is True and row.get("phone_no_a"):
        extension = text(row.get("phone_no_b"))
        return text(row["phone_no_a"]) + (f"-{extension}" if extension else "")
    return text(row.get("decrypt_text"))
