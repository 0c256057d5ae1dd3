"""Plain text for the ciphertext of orders (channel reference, section 5.6)."""

from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.kuaishou.cipher import decrypt
from orderhub_sandbox.kuaishou.params import rows, shop_of
from orderhub_sandbox.world import World

_MOST = 100
_DONE, _WRONG = 1, 2


def decrypt_batch(_: World, call: Call, params: Row) -> Answer:
    """`order.decrypt.batch`: each entry ends for itself."""
    known = shop_of(call).book
    listed = [
        _entry(row, known=known.find(str(row.get("bizId"))) is not None)
        for row in rows(params, "batchDecryptList", _MOST)
    ]
    return Answer({"result": 1, "error_msg": "", "batchDecryptResultList": listed})


def _entry(row: Row, *, known: bool) -> Row:
    oid, text = str(row.get("bizId")), str(row.get("encryptedData"))
    shown: Row = {"bizId": oid, "encryptedData": text}
    try:
        if known:
            plain = decrypt(oid, text)
            return {**shown, "decryptedData": plain, "errorCode": _DONE, "errorMsg": ""}
    except ValueError:
        pass
    return {**shown, "decryptedData": "", "errorCode": _WRONG, "errorMsg": "密文与订单不匹配"}
