"""Who may do what with listeners. They act on all shops, so callers limited to some only read."""

from typing import Annotated

from fastapi import Path

from orderhub.access.facade import Actor, for_all_shops, policy
from orderhub.listeners.model import Listener

READ = [policy("listeners.read")]
MANAGE = [policy("listeners.manage"), for_all_shops("listeners act on all shops")]
Id = Annotated[int, Path(ge=1, lt=2**31)]


def concerns(actor: Actor, listener: Listener) -> bool:
    """Whether it may act on an order that the caller sees."""
    shops = listener.spec.shops
    return actor.shops is None or not shops or not actor.shops.isdisjoint(shops)
