"""Settings of notices: endpoints, the on-call list, quiet hours, templates."""

from collections.abc import Sequence
from datetime import datetime

from orderhub.access.facade import Actor, record
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.kernel.errors import InvalidInput
from orderhub.notify.decide.targets import check_target
from orderhub.notify.decide.templates import check_template
from orderhub.notify.model import Duty, Endpoint, Quiet, Target, Template
from orderhub.notify.recording import name_of, peer_of
from orderhub.notify.store import endpoints, templates


async def receivers(tx: Tx) -> list[tuple[str, str]]:
    """(name where calls are recorded, name for people) of every endpoint."""
    return [(peer_of(one.kind, one.id), name_of(one)) for one in await endpoints.listed(tx)]


async def add_endpoint(
    tx: Tx, master: MasterKey, actor: Actor, name: str, target: Target
) -> Endpoint:
    """A new endpoint; its address and secret are never shown again. InvalidInput."""
    check_target(target)
    made = await endpoints.add(tx, master, name, target)
    await record(tx, actor, "notify.add_endpoint", f"endpoint:{made.id}")
    return made


async def remove_endpoint(tx: Tx, actor: Actor, endpoint_id: int) -> None:
    """With its duties; NotFound."""
    await endpoints.remove(tx, endpoint_id)
    await record(tx, actor, "notify.remove_endpoint", f"endpoint:{endpoint_id}")


async def set_duties(tx: Tx, actor: Actor, after: Sequence[Duty]) -> None:
    """The whole on-call list anew; InvalidInput when one names an endpoint that is not there."""
    known = {endpoint.id for endpoint in await endpoints.listed(tx)}
    if any(duty.endpoint_id not in known for duty in after):
        raise InvalidInput("a duty names an endpoint that is not there")
    await endpoints.replace_duties(tx, after)
    await record(tx, actor, "notify.set_duties", "notify")


async def set_quiet(tx: Tx, actor: Actor, after: Quiet) -> None:
    """The quiet hours from now on."""
    await endpoints.set_quiet(tx, after)
    await record(tx, actor, "notify.set_quiet", "notify")


async def set_template(tx: Tx, actor: Actor, after: Template, now: datetime) -> Template:
    """Enter a template with the provider's word on it, in place of the one of its kind at that
    endpoint; InvalidInput."""
    kinds = {endpoint.id: endpoint.kind for endpoint in await endpoints.listed(tx)}
    check_template(after, kinds.get(after.endpoint_id))
    kept = await templates.put(tx, after, now)
    detail = {"kind": kept.kind, "state": kept.state}
    await record(tx, actor, "notify.set_template", f"endpoint:{kept.endpoint_id}", detail=detail)
    return kept


async def remove_template(tx: Tx, actor: Actor, template_id: int) -> None:
    """NotFound."""
    await templates.remove(tx, template_id)
    await record(tx, actor, "notify.remove_template", f"template:{template_id}")
