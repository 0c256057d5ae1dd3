"""SMS to buyers: queued once, tried by one provider after the other, asked about when unknown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.infra.ids import new_id
from orderhub.infra.timers import cancel, schedule
from orderhub.kernel.errors import ChannelRefused, ConnectorError, OutcomeUnknown
from orderhub.notify.decide.duties import goes_at
from orderhub.notify.decide.targets import PHONE
from orderhub.notify.decide.templates import check_notice
from orderhub.notify.decide.texts import after_failure, asks_again
from orderhub.notify.model import (
    CODE_LASTS,
    NOTICE_LASTS,
    BuyerNotice,
    DeliveryState,
    Outgoing,
    Severity,
    Target,
    Template,
    TemplateKind,
    TemplateState,
)
from orderhub.notify.senders.sms import TEMPLATE_REFUSED, SmsRecord
from orderhub.notify.store import endpoints, sms, templates
from orderhub.vault.facade import open_people

SEND_SMS = "notify.send_sms"
ASK_SMS = "notify.ask_sms"
NOT_APPROVED = "template_not_approved"
PHONE_GONE = "phone_not_usable"
EXPIRED = "expired"
RECORD_FAILED = "record_failed"


@dataclass(frozen=True, slots=True)
class Taken:
    """An SMS in hand with all that a call needs. The phone lives here and nowhere else."""

    target: Target
    outgoing: Outgoing = field(repr=False)
    tries: int
    tried_at: datetime


async def tell_buyer(tx: Tx, notice: BuyerNotice, now: datetime) -> bool:
    """Queue one SMS to a buyer; False when the buyer has this news already. InvalidInput for a
    parameter that is not allowed. Nothing is sent here; the phone stays in the vault."""
    check_notice(notice)
    due = await _goes_at(tx, notice.kind, now)
    expires = now + (CODE_LASTS if notice.kind is TemplateKind.CODE else NOTICE_LASTS)
    made = await sms.queue(tx, notice, new_id(), (now, due, expires))
    if made is not None:
        await schedule(tx, SEND_SMS, str(made), due)
    return made is not None


async def buyers_hear(tx: Tx, kind: TemplateKind) -> bool:
    """Whether an approved template of this kind stands at some provider."""
    return bool(await _approved(tx, kind, ()))


async def take(tx: Tx, master: MasterKey, sms_id: int, now: datetime) -> Taken | None:
    """Take a queued SMS in hand for the next provider; None when there is nothing to send, with
    the reason written down, or when quiet hours came before it could go. Should the process die,
    its record is asked about."""
    held = await sms.lock(tx, sms_id, DeliveryState.QUEUED)
    if held is None:
        return None
    due = await _goes_at(tx, held.kind, now)
    if now < min(due, held.expires_at):
        await sms.put_off(tx, sms_id, due)
        await schedule(tx, SEND_SMS, str(sms_id), due)
        return None
    template = await _template(tx, held)
    phone = await _phone(tx, held)
    if held.expires_at <= now or template is None or phone is None:
        code = EXPIRED if held.expires_at <= now else NOT_APPROVED if phone else PHONE_GONE
        await sms.end(tx, sms_id, DeliveryState.FAILED, code, (now, now))
        return None
    await sms.begin(tx, sms_id, template.endpoint_id, now)
    if (at := asks_again(0, now)) is not None:
        await schedule(tx, ASK_SMS, str(sms_id), at)
    return await _taken(tx, master, held, (template, phone), now)


async def end_try(tx: Tx, sms_id: int, outcome: str | ConnectorError, now: datetime) -> None:
    """Write down what became of a try; an unknown outcome is asked about, never repeated."""
    held = await sms.lock(tx, sms_id, DeliveryState.UNKNOWN)
    if held is None:
        return
    if isinstance(outcome, OutcomeUnknown):
        code = outcome.channel_code or outcome.code
        await sms.end(tx, sms_id, DeliveryState.UNKNOWN, code, (now, now))
        return
    await cancel(tx, ASK_SMS, str(sms_id))
    if isinstance(outcome, str):
        await sms.end(tx, sms_id, DeliveryState.SENT, outcome, (now, now))
        return
    await _failed(tx, held, outcome, now)


async def take_unknown(tx: Tx, master: MasterKey, sms_id: int) -> Taken | None:
    """An SMS whose outcome nobody knows, to ask about; None when it is known by now."""
    held = await sms.lock(tx, sms_id, DeliveryState.UNKNOWN)
    if held is None or held.endpoint_id is None or held.tried_at is None:
        return None
    phone = await _phone(tx, held)
    found = [t for t in await templates.of_kind(tx, held.kind) if t.endpoint_id == held.endpoint_id]
    if phone is None or not found:
        return None
    return await _taken(tx, master, held, (found[0], phone), held.tried_at)


async def end_asking(
    tx: Tx, sms_id: int, record: SmsRecord | ConnectorError, now: datetime
) -> None:
    """What the record says decides; as long as it says nothing, it is asked again a few times and
    then stays unknown."""
    held = await sms.lock(tx, sms_id, DeliveryState.UNKNOWN)
    if held is None:
        return
    if record is SmsRecord.ARRIVED:
        await sms.end(tx, sms_id, DeliveryState.SENT, record, (now, now))
    elif record is SmsRecord.FAILED:
        error = ChannelRefused("the record says it failed", channel_code=RECORD_FAILED)
        await _failed(tx, held, error, now)
    else:
        await sms.asked(tx, sms_id)
        if (at := asks_again(held.asks + 1, now)) is not None:
            await schedule(tx, ASK_SMS, str(sms_id), at)


async def _goes_at(tx: Tx, kind: TemplateKind, now: datetime) -> datetime:
    severity = Severity.URGENT if kind is TemplateKind.CODE else Severity.INFO
    return goes_at(await endpoints.quiet(tx), severity, now)


async def _failed(tx: Tx, held: sms.Held, error: ConnectorError, now: datetime) -> None:
    code, tried = error.channel_code or error.code, held.endpoint_id
    if code in TEMPLATE_REFUSED and tried is not None:
        await templates.reject(tx, tried, held.kind, code, now)
    without = [*held.refused_by, *([] if tried is None else [tried])]
    others = len(await _approved(tx, held.kind, without))
    then = after_failure(error, held.tries, others, now, held.expires_at)
    again = then.again_at
    state = DeliveryState.FAILED if again is None else DeliveryState.QUEUED
    await sms.end(tx, held.id, state, code, (now, again or now), refused=then.refused)
    if again is not None:
        await schedule(tx, SEND_SMS, str(held.id), again)


async def _template(tx: Tx, held: sms.Held) -> Template | None:
    """At the first provider that has not refused; the one tried last comes last."""
    found = await _approved(tx, held.kind, held.refused_by)
    found.sort(key=lambda template: template.endpoint_id == held.endpoint_id)
    return found[0] if found else None


async def _approved(tx: Tx, kind: TemplateKind, without: Sequence[int]) -> list[Template]:
    found = await templates.of_kind(tx, kind, without)
    return [template for template in found if template.state is TemplateState.APPROVED]


async def _phone(tx: Tx, held: sms.Held) -> str | None:
    """The number in clear; None when it is erased, masked or no mainland mobile number."""
    opened = await open_people(tx, [held.people_ref])
    found = opened.get(held.people_ref, {}).get(held.field, "")
    digits = found.replace(" ", "").replace("-", "").removeprefix("+86")
    return digits if PHONE.fullmatch(digits) else None


async def _taken(
    tx: Tx, master: MasterKey, held: sms.Held, what: tuple[Template, str], at: datetime
) -> Taken:
    template, phone = what
    target = await endpoints.target_of(tx, master, template.endpoint_id)
    outgoing = Outgoing(
        phone=phone,
        template=template,
        parameters={name: held.parameters.get(name, "") for name in template.parameters},
        reference=held.reference,
    )
    return Taken(target, outgoing, held.tries + 1, at)
