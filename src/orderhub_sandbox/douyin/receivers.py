"""Opens the ciphertext of people (channel reference, section 4.7)."""

from orderhub_sandbox.douyin.cipher import decrypt, encrypt
from orderhub_sandbox.douyin.params import business, objects, required, shop_of
from orderhub_sandbox.douyin.refusals import refuse
from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import Order
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_AT_ONCE = 50
_NOT_OPENED = "300008"
_ADDRESS, _NAME, _PHONE = 1, 2, 3


def batch_decrypt(_: World, call: Call) -> Answer:
    """`order.batchDecrypt`: each text is opened with the number of its own order alone; a batch of
    which some is not opened is refused, and tells the rest all the same."""
    params, shop = business(call.params), shop_of(call)
    if required(params, "account_type") not in ("main_account", "sub_account"):
        raise refuse("wrong", "account_type")
    infos = objects(params, "cipher_infos")
    if not 1 <= len(infos) <= _AT_ONCE:
        raise refuse("wrong", "cipher_infos")
    rows = [_opened(shop, info) for info in infos]
    body: Row = {"decrypt_infos": rows, "custom_err": {"err_no": 0, "err_msg": ""}}
    if any(row["err_no"] for row in rows):
        refused = refuse("business", _NOT_OPENED)
        refused.answer = {**refused.answer, "data": body}
        raise refused
    return Answer(body)


def _opened(shop: Shop, info: Row) -> Row:
    number, sealed = str(info.get("auth_id")), str(info.get("cipher_text"))
    order = shop.book.find(number)
    kind, plain = _fitting(order, sealed) if order else (0, "")
    return {
        "auth_id": number,
        "cipher_text": sealed,
        "decrypt_text": plain,
        "data_type": kind,
        "is_virtual_tel": False,
        "phone_no_a": "",
        "phone_no_b": "",
        "expire_time": 0,
        "err_no": 0 if plain else int(_NOT_OPENED),
        "err_msg": "" if plain else "密文与订单不匹配",
    }


def _fitting(order: Order, sealed: str) -> tuple[int, str]:
    person = order.recipient
    texts = {_ADDRESS: person.address, _NAME: person.name, _PHONE: person.phone}
    fits = (kind for kind, x in texts.items() if encrypt(order.external_no, x) == sealed)
    kind = next(fits, 0)
    return (kind, decrypt(sealed)) if kind else (0, "")
