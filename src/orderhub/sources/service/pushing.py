"""A push of a source: who sends it, then its rows, in the transaction that the answer waits for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from orderhub.access.facade import Actor, system
from orderhub.connector_kit.signing_secrets import valid
from orderhub.connector_kit.webhooks import PLAIN, verify_plain, verify_webhook
from orderhub.infra import live
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound, NotPermitted
from orderhub.kernel.types import Refusal
from orderhub.sources.errors import SourceNotBelieved, SourcePaused
from orderhub.sources.model.rows import CallOutcome, ReceiptWay, Received
from orderhub.sources.model.sources import Source, SourceState
from orderhub.sources.service.intake import Arrived, take
from orderhub.sources.store import receipts, sources

PERMISSION = "ingest.push"
NOBODY = "no source here is addressed by this, or its signature is wrong"
LATER_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePush:
    """A push whose sender is known; `message_id` is the sender's own, where it has one."""

    source: Source
    actor: Actor
    message_id: str | None
    body: bytes = field(repr=False)


async def keyed(tx: Tx, actor: Actor, source_id: int, body: bytes) -> SourcePush:
    """The push of an API key. Raises NotPermitted, NotFound."""
    if not actor.may(PERMISSION):
        raise NotPermitted(f"this needs the permission {PERMISSION}")
    if actor.shops is not None:
        raise NotPermitted("sources concern all shops; the caller sees some only")
    source = await sources.get(tx, source_id)
    return SourcePush(source=source, actor=actor, message_id=None, body=body)


async def signed(
    tx: Tx,
    master: MasterKey,
    source_id: int,
    sent: tuple[Mapping[str, str], bytes],
    now: datetime,
) -> SourcePush:
    """The push, once its signature over the bytes received fits. Raises SourceNotBelieved; an
    unknown source is refused like a wrong signature."""
    headers, body = sent
    try:
        source = await sources.get(tx, source_id)
        secrets = valid((await sources.open_secrets(tx, master, source_id)).secrets, now)
    except NotFound:
        raise SourceNotBelieved(NOBODY) from None
    if PLAIN in headers:
        verdict: str | Refusal | None = verify_plain(secrets, headers, body)
    else:
        verdict = verify_webhook(secrets, headers, body, now)
    if isinstance(verdict, Refusal):
        raise SourceNotBelieved(verdict.detail)
    actor = system(source.sender)
    return SourcePush(source=source, actor=actor, message_id=verdict, body=body)


async def take_push(tx: Tx, push: SourcePush, now: datetime) -> Received:
    """Rows in, with their receipt. SourcePaused; InvalidInput for no JSON or too many rows."""
    source = await sources.get(tx, push.source.id)
    if source.state is SourceState.PAUSED:
        raise SourcePaused("the source is paused; send it again later", retry_after_s=LATER_S)
    return await take(tx, source, Arrived(way=ReceiptWay.PUSH, body=push.body, at=now))


async def note_refused(tx: Tx, source: Source, code: str, now: datetime) -> None:
    """A push of the source itself that could not be read at all."""
    await receipts.add_failure(tx, source.id, ReceiptWay.PUSH, (CallOutcome.FAILED, code, 0), now)
    live.announce(tx, "sources", source_id=source.id)
