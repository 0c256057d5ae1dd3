"""Wire shapes of endpoints, deliveries and replays."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, Field

from orderhub.infra.http import Body
from orderhub.partners.model.deliveries import Answered, Delivery, DeliveryState, Try, TryOutcome
from orderhub.partners.model.endpoints import Endpoint, EndpointReason, EndpointState, Wish
from orderhub.partners.queries.desk import Asked, DeliveryPage

Id = Annotated[int, Field(ge=1, lt=2**63)]
ShopId = Annotated[int, Field(ge=1, lt=2**31)]
Word = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[!-~]+$")]
Topic = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+\.v[0-9]{1,3}$")]
Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]
Url = Annotated[str, Field(max_length=2000, pattern=r"^https?://[!-~]+$")]
DAY_H = 24


class _PartnerEndpointShape(Body):
    """Empty `shop_ids` are all shops."""

    name: Name
    topics: list[Topic] = Field(min_length=1, max_length=50)
    shop_ids: list[ShopId] = Field(default_factory=list[int], max_length=500)


class PartnerEndpointIn(_PartnerEndpointShape):
    """`url` begins with https:// and is shown no more than its host afterwards."""

    url: Url = Field(repr=False)

    def to_wish(self) -> Wish:
        return Wish(**self.model_dump())


class PartnerEndpointChange(_PartnerEndpointShape):
    """Everything people say of it; without `url` the address stays."""

    url: Url | None = Field(default=None, repr=False)

    def to_wish(self) -> Wish:
        said = self.model_dump(exclude={"url"})
        return Wish(url=self.url or "", **said)


class PartnerRotateIn(Body):
    """For how many hours the last secret goes on signing beside the new one; 0: it ends at once."""

    keep_h: int = Field(default=DAY_H, ge=0, le=7 * DAY_H)

    @property
    def keep(self) -> timedelta:
        return timedelta(hours=self.keep_h)


class PartnerEndpointOut(BaseModel):
    """`reason` says why it is not active; `waiting` and `dead` are counted to 10,000."""

    id: int
    name: str
    host: str
    topics: list[str]
    shop_ids: list[int]
    state: EndpointState
    reason: EndpointReason | None
    failures: int
    broken_since: datetime | None
    probe_at: datetime | None
    created_at: datetime
    waiting: int
    dead: int

    @classmethod
    def of(cls, one: Endpoint) -> Self:
        stands = one.standing
        return cls(
            id=one.id,
            name=one.name,
            host=one.host,
            topics=list(one.topics),
            shop_ids=list(one.shop_ids),
            state=stands.state,
            reason=stands.reason,
            failures=stands.failures,
            broken_since=stands.broken_since,
            probe_at=stands.probe_at,
            created_at=one.created_at,
            waiting=one.waiting,
            dead=one.dead,
        )


class PartnerEndpointsOut(BaseModel):
    """`topics`: the event types there are."""

    items: list[PartnerEndpointOut]
    topics: list[str]


class MintedEndpointOut(PartnerEndpointOut):
    """`secret` is shown this once."""

    secret: str = Field(repr=False)


class PartnerPingOut(BaseModel):
    """`code` is `http:204` or why no answer came; `excerpt` how the answer begins."""

    outcome: TryOutcome
    code: str
    ms: int
    excerpt: str

    @classmethod
    def of(cls, answered: Answered) -> Self:
        return cls.model_validate(answered, from_attributes=True)


class DeliveriesAsked(Body):
    """`key` is an order's number; `cursor` the `next` of the page before."""

    endpoint_id: ShopId | None = None
    state: DeliveryState | None = None
    outcome: TryOutcome | None = None
    topic: Word | None = None
    key: Word | None = None
    cursor: Id | None = None
    limit: int = Field(default=50, ge=1, le=200)

    def to_asked(self) -> Asked:
        return Asked(before=self.cursor, **self.model_dump(exclude={"cursor"}))


class PartnerDeliveryOut(BaseModel):
    id: int
    endpoint_id: int
    endpoint: str
    event_id: str
    topic: str
    key: str
    state: DeliveryState
    outcome: Literal["", "ok", "failed", "unknown"]
    code: str
    tries: int
    replays: int
    occurred_at: datetime
    created_at: datetime
    due_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, one: Delivery) -> Self:
        return cls.model_validate(one, from_attributes=True)


class PartnerDeliveriesOut(BaseModel):
    """`next`: ask with it as `cursor` for those before; null at the end."""

    items: list[PartnerDeliveryOut]
    next: int | None


class PartnerTryOut(BaseModel):
    """`ms` is null when the process died in it, or is still at it."""

    number: int
    at: datetime
    outcome: TryOutcome
    code: str
    ms: int | None
    excerpt: str

    @classmethod
    def of(cls, one: Try) -> Self:
        return cls.model_validate(one, from_attributes=True)


class PartnerDeliveryDetailOut(PartnerDeliveryOut):
    """With its event and its tries, newest first."""

    webhook_id: str
    version: int
    data: dict[str, Any]
    attempts: list[PartnerTryOut]

    @classmethod
    def page(cls, page: DeliveryPage, webhook_id: str) -> Self:
        return cls(
            **PartnerDeliveryOut.of(page.delivery).model_dump(),
            webhook_id=webhook_id,
            version=page.version,
            data=dict(page.data),
            attempts=[PartnerTryOut.of(one) for one in page.tries],
        )


class PartnerReplayIn(Body):
    ids: list[Id] = Field(min_length=1, max_length=1000)


class PartnerReplaySinceIn(Body):
    """Everything that occurred since then, at most 30 days ago."""

    since: AwareDatetime


class PartnerReplayedOut(BaseModel):
    """How many were queued anew; those that waited already are not counted."""

    replayed: int
