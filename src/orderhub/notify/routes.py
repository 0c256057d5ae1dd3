"""HTTP surface of notices. It speaks for all shops, so callers limited to some have no part."""

from typing import Annotated

from fastapi import Path, Query, Request

from orderhub.access.facade import CurrentActor, for_all_shops, policy, record
from orderhub.connector_kit.session import open_client
from orderhub.infra import clock
from orderhub.infra.http import HubDatabase, Master, Router, Transaction, problems
from orderhub.infra.ids import new_id
from orderhub.infra.settings import Settings
from orderhub.kernel.errors import InvalidInput, NotFound, OutcomeUnknown
from orderhub.notify.delivering import Courier
from orderhub.notify.model import PARAMETERS
from orderhub.notify.recording import RecordCall
from orderhub.notify.schemas import (
    DeliveriesOut,
    DeliveryOut,
    DutiesIn,
    DutyShape,
    EndpointIn,
    EndpointOut,
    NotifySettingsOut,
    QuietShape,
    SmsListOut,
    SmsOut,
    TemplateIn,
    TemplateOut,
    TriedOut,
)
from orderhub.notify.senders.posting import Poster
from orderhub.notify.service import settings as service
from orderhub.notify.store import deliveries, endpoints, sms, templates

router = Router(prefix="/notify", tags=["notify"])
ALL = for_all_shops("notices concern all shops")
READ = [policy("health.read"), ALL]
MANAGE = [policy("shops.manage"), ALL]
PROBLEM = problems(InvalidInput)
EndpointId = Annotated[int, Path(ge=1, lt=2**31)]


@router.get("/settings", summary="Read who is told of what", dependencies=READ)
async def read_notify_settings(tx: Transaction) -> NotifySettingsOut:
    """Endpoints by name, templates, the on-call list, quiet hours."""
    quiet = await endpoints.quiet(tx)
    return NotifySettingsOut(
        endpoints=[EndpointOut.of(one) for one in await endpoints.listed(tx)],
        templates=[TemplateOut.of(one) for one in await templates.listed(tx)],
        parameters={kind: sorted(names) for kind, names in PARAMETERS.items()},
        duties=[DutyShape.of(duty) for duty in await endpoints.duties(tx)],
        quiet=QuietShape(from_minute=quiet.from_minute, until_minute=quiet.until_minute),
    )


@router.post(
    "/endpoints",
    summary="Add an endpoint",
    dependencies=MANAGE,
    status_code=201,
    responses=problems(InvalidInput),
)
async def add_endpoint(
    body: EndpointIn, master: Master, actor: CurrentActor, tx: Transaction
) -> EndpointOut:
    """Address and secret are sealed and never shown again."""
    target = body.to_target()
    return EndpointOut.of(await service.add_endpoint(tx, master, actor, body.name, target))


@router.delete(
    "/endpoints/{endpoint_id}",
    summary="Remove an endpoint",
    dependencies=MANAGE,
    status_code=204,
    responses=problems(NotFound),
)
async def remove_endpoint(endpoint_id: EndpointId, actor: CurrentActor, tx: Transaction) -> None:
    """With the duties that use it."""
    await service.remove_endpoint(tx, actor, endpoint_id)


@router.post(
    "/endpoints/{endpoint_id}/test",
    summary="Send a test notice",
    dependencies=MANAGE,
    responses=problems(NotFound),
)
async def send_test_notice(
    endpoint_id: EndpointId, request: Request, master: Master, actor: CurrentActor, db: HubDatabase
) -> TriedOut:
    """At once, with the provider's own answer."""
    settings: Settings = request.app.state.settings
    record_call: RecordCall = request.app.state.recorder.record
    async with open_client(1) as http:
        poster = Poster(http, private=settings.notify_private)
        courier = Courier(db, master, poster, clock.now, record_call)
        answer = await courier.test(endpoint_id, new_id())
    async with db.transaction() as tx:
        await record(tx, actor, "notify.test_endpoint", f"endpoint:{endpoint_id}")
    if isinstance(answer, str):
        return TriedOut(state="sent", code=answer)
    state = "unknown" if isinstance(answer, OutcomeUnknown) else "failed"
    return TriedOut(state=state, code=answer.channel_code or answer.code)


@router.put(
    "/duties",
    summary="Replace the on-call list",
    dependencies=MANAGE,
    status_code=204,
    responses=problems(InvalidInput),
)
async def replace_duties(body: DutiesIn, actor: CurrentActor, tx: Transaction) -> None:
    """From the next message on."""
    await service.set_duties(tx, actor, [one.to_duty() for one in body.items])


@router.put("/quiet", summary="Set quiet hours", dependencies=MANAGE, status_code=204)
async def set_quiet_hours(body: QuietShape, actor: CurrentActor, tx: Transaction) -> None:
    """What waits already keeps its time."""
    await service.set_quiet(tx, actor, body.to_quiet())


@router.put("/templates", summary="Enter a template", dependencies=MANAGE, responses=PROBLEM)
async def enter_template(body: TemplateIn, actor: CurrentActor, tx: Transaction) -> TemplateOut:
    """In place of the endpoint's other one of the kind, with what the provider says of it."""
    now = clock.now()
    return TemplateOut.of(await service.set_template(tx, actor, body.to_template(now), now))


@router.delete(
    "/templates/{template_id}",
    summary="Remove a template",
    dependencies=MANAGE,
    status_code=204,
    responses=problems(NotFound),
)
async def remove_template(template_id: EndpointId, actor: CurrentActor, tx: Transaction) -> None:
    """SMS of its kind go by other endpoints, if any."""
    await service.remove_template(tx, actor, template_id)


@router.get("/sms", summary="List the last SMS to buyers", dependencies=READ)
async def list_sms(tx: Transaction, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> SmsListOut:
    """Newest first, with the providers' answers."""
    return SmsListOut(items=[SmsOut.of(one) for one in await sms.recent(tx, limit)])


@router.get("/deliveries", summary="List the last deliveries", dependencies=READ)
async def list_deliveries(
    tx: Transaction, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> DeliveriesOut:
    """Newest first, with the provider's answers."""
    return DeliveriesOut(items=[DeliveryOut.of(one) for one in await deliveries.recent(tx, limit)])
