"""Connecting and changing shops."""

from typing import Annotated

from fastapi import Path

from orderhub.access.facade import CurrentActor, policy
from orderhub.channels import service
from orderhub.channels.schemas import (
    ChangeIn,
    ChannelOut,
    ChannelsOut,
    ConnectedOut,
    ConnectIn,
    CredentialsIn,
)
from orderhub.connectors import CONNECTORS
from orderhub.infra.http import Master, Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, InvalidInput, NotFound, NotPermitted

router = Router(tags=["shops"])
ShopId = Annotated[int, Path(ge=1, lt=2**31)]


@router.get("/channels", summary="List channels", dependencies=[policy("shops.read")])
async def list_channels() -> ChannelsOut:
    """Every channel this version speaks, with the fields of its connect form."""
    return ChannelsOut(items=[ChannelOut.of(connector) for connector in CONNECTORS.values()])


@router.post(
    "/shops",
    summary="Connect a shop",
    status_code=201,
    dependencies=[policy("shops.manage")],
    responses=problems(Conflict, InvalidInput),
)
async def connect_shop(
    body: ConnectIn, master: Master, actor: CurrentActor, tx: Transaction, now: Now
) -> ConnectedOut:
    """Its credentials are sealed and never shown again; its orders come in within seconds."""
    if actor.shops is not None:
        raise NotPermitted("only an actor of all shops may connect another one")
    return ConnectedOut.of(await service.connect(tx, master, actor, body.to_command(), now))


@router.patch(
    "/shops/{shop_id}",
    summary="Change a shop",
    dependencies=[policy("shops.manage")],
    responses=problems(Conflict, InvalidInput, NotFound),
)
async def change_shop(
    shop_id: ShopId, body: ChangeIn, actor: CurrentActor, tx: Transaction, now: Now
) -> ConnectedOut:
    """Name, addresses, poll interval or settings."""
    return ConnectedOut.of(await service.change(tx, actor, shop_id, body.to_fields(), now))


@router.put(
    "/shops/{shop_id}/credentials",
    summary="Replace a shop's credentials",
    dependencies=[policy("shops.manage")],
    responses=problems(InvalidInput, NotFound),
)
async def authorise_shop(
    shop_id: ShopId,
    body: CredentialsIn,
    master: Master,
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
) -> ConnectedOut:
    """A shop that waited to be authorised again works again."""
    shop = await service.authorise(tx, master, actor, shop_id, body.credentials, now)
    return ConnectedOut.of(shop)


@router.post(
    "/shops/{shop_id}/pause",
    summary="Pause a shop",
    dependencies=[policy("shops.manage")],
    responses=problems(Conflict, NotFound),
)
async def pause_shop(
    shop_id: ShopId, actor: CurrentActor, tx: Transaction, now: Now
) -> ConnectedOut:
    """Nothing is asked of its channel until it is resumed; what it pushes is refused."""
    return ConnectedOut.of(await service.pause(tx, actor, shop_id, now))


@router.post(
    "/shops/{shop_id}/resume",
    summary="Resume a shop",
    dependencies=[policy("shops.manage")],
    responses=problems(Conflict, NotFound),
)
async def resume_shop(
    shop_id: ShopId, actor: CurrentActor, tx: Transaction, now: Now
) -> ConnectedOut:
    """It goes on where it stopped: nothing that happened meanwhile is missed."""
    return ConnectedOut.of(await service.resume(tx, actor, shop_id, now))
