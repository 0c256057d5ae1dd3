"""Who may do what with listeners. They act on all shops, so callers limited to some only read."""

from typing import Annotated

from fastapi import Depends, Path

from orderhub.access.facade import Actor, CurrentActor, policy
from orderhub.kernel.errors import NotPermitted
from orderhub.listeners.model import Listener


async def acts_for_all(actor: CurrentActor) -> None:
    """NotPermitted for callers who see some shops only."""
    if actor.shops is not None:
        raise NotPermitted("listeners act on all shops; the caller sees some only")


READ = [policy("listeners.read")]
MANAGE = [policy("listeners.manage"), Depends(acts_for_all)]
Id = Annotated[int, Path(ge=1, lt=2**31)]


def concerns(actor: Actor, listener: Listener) -> bool:
    """Whether it may act on an order that the caller sees."""
    shops = listener.spec.shops
    return actor.shops is None or not shops or not actor.shops.isdisjoint(shops)
