"""Real recipients for ciphertext, which only the platform opens (channels reference §5.6)."""

from collections.abc import Sequence

from orderhub.connector_kit.contract import Cipher, ShopSession
from orderhub.connector_kit.readers import node, rows_of, text
from orderhub.connectors.kuaishou.wire import DECRYPT

_AT_ONCE = 100
_DONE = "1"
_RESULTS = "batchDecryptResultList"


async def decrypt(shop: ShopSession, ciphers: Sequence[Cipher]) -> Sequence[str | None]:
    """Each ciphertext with its order's number; None for what the platform does not open."""
    wanted = list(dict.fromkeys((cipher.external_no, cipher.text) for cipher in ciphers))
    opened: dict[tuple[str, str], str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        opened |= await _ask(shop, wanted[start : start + _AT_ONCE])
    return [opened.get((cipher.external_no, cipher.text)) for cipher in ciphers]


async def _ask(shop: ShopSession, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    listed = [{"bizId": oid, "encryptedData": cipher} for oid, cipher in pairs]
    answer = await shop.read(DECRYPT, {"batchDecryptList": listed})
    document = answer.document
    results = document.get(_RESULTS) or node(document.get("data")).get(_RESULTS)
    rows = [node(row) for row in rows_of(results, _RESULTS)]
    return {
        (text(row.get("bizId")), text(row.get("encryptedData"))): text(row.get("decryptedData"))
        for row in rows
        if text(row.get("errorCode")) == _DONE and row.get("decryptedData")
    }
