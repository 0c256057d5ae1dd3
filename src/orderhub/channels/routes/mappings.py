"""Field and shape mappings of a shop: tried on stored samples, published, restored."""

from typing import Annotated

from fastapi import Path

from orderhub.access.facade import CurrentActor, policy
from orderhub.channels import mappings
from orderhub.channels.model import MappingKind
from orderhub.channels.schemas import FieldsIn, MappingOut, MappingsOut, ShapeIn, TrialOut
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import InvalidInput, NotFound

fields = Router(prefix="/shops/{shop_id}/field-mappings", tags=["mappings"])
shape = Router(prefix="/shops/{shop_id}/shape-mapping", tags=["mappings"])
ShopId = Annotated[int, Path(ge=1, lt=2**31)]
Version = Annotated[int, Path(ge=1, lt=2**31)]
READ = policy("shops.read")
MANAGE = policy("mappings.manage")


@fields.get("", summary="Versions of the field mapping", dependencies=[READ])
async def list_field_mappings(shop_id: ShopId, actor: CurrentActor, tx: Transaction) -> MappingsOut:
    """Newest first; the first is in force."""
    found = await mappings.versions(tx, actor, shop_id, MappingKind.FIELDS)
    return MappingsOut(items=[MappingOut.of(one) for one in found])


@fields.post(
    "/trial",
    summary="Try a field mapping on stored orders",
    dependencies=[MANAGE],
    responses=problems(InvalidInput, NotFound),
)
async def try_field_mapping(
    shop_id: ShopId, body: FieldsIn, actor: CurrentActor, tx: Transaction
) -> TrialOut:
    """What the draft finds in the shop's newest orders; nothing is changed."""
    spec = body.to_spec()
    return TrialOut.of(await mappings.try_out(tx, actor, shop_id, MappingKind.FIELDS, spec))


@fields.post(
    "",
    summary="Publish a field mapping",
    status_code=201,
    dependencies=[MANAGE],
    responses=problems(InvalidInput, NotFound),
)
async def publish_field_mapping(
    shop_id: ShopId, body: FieldsIn, actor: CurrentActor, tx: Transaction, now: Now
) -> MappingOut:
    """Orders read from now on carry these attributes."""
    spec = body.to_spec()
    return MappingOut.of(await mappings.publish(tx, actor, shop_id, MappingKind.FIELDS, spec, now))


@fields.post(
    "/{version}/restore",
    summary="Restore a field mapping",
    status_code=201,
    dependencies=[MANAGE],
    responses=problems(NotFound),
)
async def restore_field_mapping(
    shop_id: ShopId, version: Version, actor: CurrentActor, tx: Transaction, now: Now
) -> MappingOut:
    """Publish an older version again."""
    return MappingOut.of(
        await mappings.restore(tx, actor, shop_id, MappingKind.FIELDS, version, now)
    )


@shape.get("", summary="Versions of the shape mapping", dependencies=[READ])
async def list_shape_mappings(shop_id: ShopId, actor: CurrentActor, tx: Transaction) -> MappingsOut:
    """Newest first; the first is in force."""
    found = await mappings.versions(tx, actor, shop_id, MappingKind.SHAPE)
    return MappingsOut(items=[MappingOut.of(one) for one in found])


@shape.post(
    "/trial",
    summary="Try a shape mapping on stored orders",
    dependencies=[MANAGE],
    responses=problems(InvalidInput, NotFound),
)
async def try_shape_mapping(
    shop_id: ShopId, body: ShapeIn, actor: CurrentActor, tx: Transaction
) -> TrialOut:
    """Whether the shop's newest pushes can be read by the draft; nothing is changed."""
    spec = body.to_spec()
    return TrialOut.of(await mappings.try_out(tx, actor, shop_id, MappingKind.SHAPE, spec))


@shape.post(
    "",
    summary="Publish a shape mapping",
    status_code=201,
    dependencies=[MANAGE],
    responses=problems(InvalidInput, NotFound),
)
async def publish_shape_mapping(
    shop_id: ShopId, body: ShapeIn, actor: CurrentActor, tx: Transaction, now: Now
) -> MappingOut:
    """Pushes from now on are read by it."""
    spec = body.to_spec()
    return MappingOut.of(await mappings.publish(tx, actor, shop_id, MappingKind.SHAPE, spec, now))


@shape.post(
    "/{version}/restore",
    summary="Restore a shape mapping",
    status_code=201,
    dependencies=[MANAGE],
    responses=problems(NotFound),
)
async def restore_shape_mapping(
    shop_id: ShopId, version: Version, actor: CurrentActor, tx: Transaction, now: Now
) -> MappingOut:
    """Publish an older version again."""
    return MappingOut.of(
        await mappings.restore(tx, actor, shop_id, MappingKind.SHAPE, version, now)
    )
