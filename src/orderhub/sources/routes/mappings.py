"""A source's mapping: tried on a sample, published, restored."""

from typing import Annotated

from fastapi import Path

from orderhub.access.facade import CurrentActor
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import InvalidInput, NotFound
from orderhub.sources.decide.forms import FORMS
from orderhub.sources.routes.scope import MANAGE, READ, SourceId
from orderhub.sources.schemas.mappings import (
    SourceMappingIn,
    SourceMappingOut,
    SourceMappingsOut,
    SourceSampleOut,
    SourceTrialIn,
    SourceTrialOut,
)
from orderhub.sources.service import mappings as service
from orderhub.sources.store import mappings, sources

router = Router(prefix="/sources/{source_id}", tags=["sources"])
Version = Annotated[int, Path(ge=1, lt=2**31)]
WRONG = problems(InvalidInput, NotFound)


@router.get(
    "/mapping",
    summary="Versions of a source's mapping",
    dependencies=READ,
    responses=problems(NotFound),
)
async def list_source_mappings(source_id: SourceId, tx: Transaction) -> SourceMappingsOut:
    """The fields there are; versions newest first, the first is in force."""
    source = await sources.get(tx, source_id)
    return SourceMappingsOut.of(FORMS[source.kind], await mappings.versions(tx, source_id))


@router.get(
    "/sample",
    summary="What came from a source last",
    dependencies=MANAGE,
    responses=problems(NotFound),
)
async def read_source_sample(source_id: SourceId, tx: Transaction) -> SourceSampleOut:
    """The newest body that was kept, people hidden."""
    return SourceSampleOut(payload=await service.latest_sample(tx, source_id))


@router.post(
    "/mapping/trial", summary="Try a source's mapping", dependencies=MANAGE, responses=WRONG
)
async def try_source_mapping(
    source_id: SourceId, body: SourceTrialIn, tx: Transaction
) -> SourceTrialOut:
    """What the draft makes of a pasted sample or of what came last; nothing is changed."""
    return SourceTrialOut.of(await service.try_out(tx, source_id, body.to_spec(), body.sample))


@router.post(
    "/mapping",
    summary="Publish a source's mapping",
    status_code=201,
    dependencies=MANAGE,
    responses=WRONG,
)
async def publish_source_mapping(
    source_id: SourceId, body: SourceMappingIn, actor: CurrentActor, tx: Transaction, now: Now
) -> SourceMappingOut:
    """Rows from now on are read by it."""
    return SourceMappingOut.of(await service.publish(tx, actor, source_id, body.to_spec(), now))


@router.post(
    "/mapping/{version}/restore",
    summary="Restore a source's mapping",
    status_code=201,
    dependencies=MANAGE,
    responses=problems(NotFound),
)
async def restore_source_mapping(
    source_id: SourceId, version: Version, actor: CurrentActor, tx: Transaction, now: Now
) -> SourceMappingOut:
    """Publish an older version again."""
    return SourceMappingOut.of(await service.restore(tx, actor, source_id, version, now))
