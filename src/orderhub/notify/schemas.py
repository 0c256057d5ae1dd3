"""Wire shapes of notices: settings, tests, deliveries."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from orderhub.notify.model import (
    Delivery,
    DeliveryState,
    Duty,
    Endpoint,
    EndpointKind,
    Severity,
    Sms,
    Target,
    Template,
    TemplateKind,
    TemplateState,
)
from orderhub.notify.model import Quiet as QuietHours

Minute = Annotated[int, Field(ge=0, lt=24 * 60)]
Number = Annotated[int, Field(ge=1, lt=2**31)]


class EndpointOut(BaseModel):
    """Address and secret are never shown again."""

    id: int
    name: str
    kind: EndpointKind

    @classmethod
    def of(cls, endpoint: Endpoint) -> "EndpointOut":
        return cls(id=endpoint.id, name=endpoint.name, kind=endpoint.kind)


class EndpointIn(BaseModel):
    """`url`: the whole address as its provider shows it, smtps://HOST or smtp://HOST (STARTTLS) for
    e-mail, the API's address for SMS. `secret`: the signing secret or password, if any. `options`:
    user, sender, to for e-mail; key_id, sign_name, app_id (Tencent), to (the phone of the person on
    call), region, place for SMS."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=60, pattern=r"\S")
    kind: EndpointKind
    url: str = Field(max_length=2000, pattern=r"^(https?|smtps?)://[!-~]+$", repr=False)
    secret: str = Field(default="", max_length=500, pattern=r"^[!-~]*$", repr=False)
    options: dict[
        Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")], Annotated[str, Field(max_length=500)]
    ] = Field(default_factory=dict[str, str], max_length=10, repr=False)

    def to_target(self) -> Target:
        options = {name: value.strip() for name, value in self.options.items() if value.strip()}
        return Target(self.kind, self.url, self.secret, options)


class DutyShape(BaseModel):
    """As `Duty`: empty lists are all; equal minutes are the whole day."""

    model_config = ConfigDict(extra="forbid")

    person: str = Field(min_length=1, max_length=60, pattern=r"\S")
    endpoint_id: Number
    severity: Severity = Severity.WARNING
    shop_ids: list[Number] = Field(default_factory=list[int], max_length=500)
    channels: list[Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]] = Field(
        default_factory=list[str], max_length=50
    )
    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = Field(
        default_factory=lambda: list(range(1, 8)), min_length=1, max_length=7
    )
    from_minute: Minute = 0
    until_minute: Minute = 0

    @classmethod
    def of(cls, duty: Duty) -> "DutyShape":
        return cls.model_validate({name: getattr(duty, name) for name in Duty.__slots__})

    def to_duty(self) -> Duty:
        return Duty(**self.model_dump())


class DutiesIn(BaseModel):
    """The whole list, in the order in which a person's first fitting duty counts."""

    model_config = ConfigDict(extra="forbid")

    items: list[DutyShape] = Field(max_length=200)


class QuietShape(BaseModel):
    """Minutes of the day in China; equal ones: never quiet."""

    model_config = ConfigDict(extra="forbid")

    from_minute: Minute
    until_minute: Minute

    def to_quiet(self) -> QuietHours:
        return QuietHours(self.from_minute, self.until_minute)


class TemplateIn(BaseModel):
    """A template as it stands at the provider; `reason`: why it was rejected."""

    model_config = ConfigDict(extra="forbid")

    endpoint_id: Number
    kind: TemplateKind
    code: str = Field(min_length=1, max_length=60, pattern=r"^[!-~]+$")
    parameters: list[Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")]] = Field(
        default_factory=list[str], max_length=10
    )
    state: TemplateState
    reason: str = Field(default="", max_length=200)

    def to_template(self, now: datetime) -> Template:
        return Template(id=0, changed_at=now, **self.model_dump())


class TemplateOut(BaseModel):
    id: int
    endpoint_id: int
    kind: TemplateKind
    code: str
    parameters: list[str]
    state: TemplateState
    reason: str
    changed_at: datetime

    @classmethod
    def of(cls, template: Template) -> "TemplateOut":
        return cls.model_validate(template, from_attributes=True)


class NotifySettingsOut(BaseModel):
    """`parameters`: what an SMS of each kind may hold."""

    endpoints: list[EndpointOut]
    templates: list[TemplateOut]
    parameters: dict[TemplateKind, list[str]]
    duties: list[DutyShape]
    quiet: QuietShape


class TriedOut(BaseModel):
    """`code` is the provider's own answer."""

    state: Literal["sent", "failed", "unknown"]
    code: str


class DeliveryOut(BaseModel):
    id: int
    person: str
    endpoint: str
    title_zh: str
    title_en: str
    severity: Severity
    state: DeliveryState
    tries: int
    code: str
    created_at: datetime
    due_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, delivery: Delivery) -> "DeliveryOut":
        return cls.model_validate(delivery, from_attributes=True)


class DeliveriesOut(BaseModel):
    items: list[DeliveryOut]


class SmsOut(BaseModel):
    """`recipient` names the order; the phone is not shown."""

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

    @classmethod
    def of(cls, sms: Sms) -> "SmsOut":
        return cls.model_validate(sms, from_attributes=True)


class SmsListOut(BaseModel):
    items: list[SmsOut]
