"""Short messages (短信): templates that a provider approved, and one message to one phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from orderhub.notify.model.notices import DeliveryState


class TemplateKind(StrEnum):
    """What an SMS says. `alarm` goes to people on call, the others to buyers."""

    ALARM = "alarm"
    CODE = "code"
    PARCEL_SENT = "parcel_sent"
    PARCEL_DELIVERED = "parcel_delivered"
    REFUND_DONE = "refund_done"
    REFUND_REFUSED = "refund_refused"
    ORDER_HELD = "order_held"
    ADDRESS_CHANGED = "address_changed"


class TemplateState(StrEnum):
    """Where the provider's approval stands; only `approved` ones are sent."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


PARAMETERS: Mapping[TemplateKind, frozenset[str]] = {
    TemplateKind.ALARM: frozenset({"title", "severity", "time"}),
    TemplateKind.CODE: frozenset({"code", "minutes"}),
    TemplateKind.PARCEL_SENT: frozenset({"order_no", "carrier", "tracking_no", "shop"}),
    TemplateKind.PARCEL_DELIVERED: frozenset({"order_no", "carrier", "tracking_no", "shop"}),
    TemplateKind.REFUND_DONE: frozenset({"order_no", "amount", "shop"}),
    TemplateKind.REFUND_REFUSED: frozenset({"order_no", "shop"}),
    TemplateKind.ORDER_HELD: frozenset({"order_no", "shop", "time"}),
    TemplateKind.ADDRESS_CHANGED: frozenset({"order_no", "shop"}),
}
LONGEST_PARAMETER = 35
NOTICE_LASTS = timedelta(hours=24)
CODE_LASTS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text registered at a provider: `code` is its name there, `parameters` the variables in the
    provider's order, `reason` why it was rejected."""

    id: int
    endpoint_id: int
    kind: TemplateKind
    code: str
    parameters: Sequence[str]
    state: TemplateState
    reason: str
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerNotice:
    """One SMS to a buyer. `event_id` names the news for ever, `people_ref` the vault's record
    whose `field` is the number. Parameters hold no personal data."""

    event_id: str
    order_id: int
    people_ref: int
    kind: TemplateKind
    parameters: Mapping[str, str]
    field: str = "recipient_phone"

    @property
    def recipient(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One SMS in clear, for one call. `reference` is ours, the provider's record shows it."""

    phone: str = field(repr=False)
    template: Template
    parameters: Mapping[str, str] = field(repr=False)
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """An SMS as people see it; the phone is not among it."""

    id: int
    recipient: str
    kind: TemplateKind
    endpoint: str
    state: DeliveryState
    tries: int
    code: str
    created_at: datetime
    due_at: datetime
    ended_at: datetime | None
