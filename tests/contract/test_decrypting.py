"""Ciphertext of a channel becomes the real person, and nothing else does."""

from typing import Any

from orderhub.connector_kit.contract import ChannelOrder, Cipher
from orderhub.connector_kit.people import CIPHER
from tests.support.wire import FarShop, Near

NAMES = ("recipient_name", "recipient_phone", "recipient_address")
_OF_ALL = "recipient_phone"


def ciphers_of(order: ChannelOrder) -> list[Cipher]:
    """A field's own ciphertext, or the number the channel gave the whole recipient."""
    people = order.people
    sealed = {name for name in NAMES if people.strength.get(name) == CIPHER}
    texts = {n: people.fields[n] if n in sealed else people.index[_OF_ALL] for n in NAMES}
    return [Cipher(order.external_no, name, text) for name, text in texts.items()]


async def plain(near: Near, ciphers: list[Cipher]) -> list[str | None]:
    assert near.connector.decrypt is not None
    return list(await near.connector.decrypt(near.shop, ciphers))


def real(order: dict[str, Any]) -> list[str]:
    person = order["recipient"]
    return [person["name"], person["phone"], person["address"]]


async def test_every_field_of_many_orders_becomes_plain_in_the_order_asked(
    decrypting: FarShop,
) -> None:
    placed = await decrypting.place_orders(45, status="to_ship")
    async with decrypting.session() as near:
        ciphers = [c for o in placed for c in ciphers_of(await near.order(o["external_no"]))]
        told = await plain(near, ciphers)
    assert told == [text for order in placed for text in real(order)]


async def test_ciphertext_of_another_order_gives_nothing(decrypting: FarShop) -> None:
    first, second = await decrypting.place_orders(2, status="to_ship")
    async with decrypting.session() as near:
        stolen = ciphers_of(await near.order(second["external_no"]))
        told = await plain(near, [Cipher(first["external_no"], c.name, c.text) for c in stolen])
    assert not set(told) & set(real(second))


async def test_nothing_asked_is_nothing_told(decrypting: FarShop) -> None:
    async with decrypting.session() as near:
        assert await plain(near, []) == []
    assert near.calls == []
