"""Wire shapes of channels, shops and mappings."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from orderhub.channels.consents import Begun
from orderhub.channels.mappings import Sample
from orderhub.channels.model import Connect, Published, Shop
from orderhub.connector_kit.contract import Connector
from orderhub.infra.http import Body
from orderhub.kernel.types import ChannelCode

PLAIN = r"^[^\x00-\x1f\x7f]+$"
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=PLAIN)]
Url = Annotated[str, Field(min_length=8, max_length=300, pattern=r"^https?://[!-~]+$")]
Secret = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")]
Credentials = Annotated[dict[Name, Secret], Field(max_length=30, repr=False)]
PollEvery = Annotated[float, Field(ge=1, le=86400, description="Seconds between two runs.")]
Path = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]+$")]
ShopPath = Annotated[int, Field(ge=1, lt=2**31)]


CarrierWord = Annotated[str, Field(pattern=r"^[A-Z0-9_]{1,20}$")]
CarrierCode = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[ -~]+$")]


class ShopSettings(Body):
    """What a shop may set for itself. `carriers`: the hub's carrier word → the channel's code,
    before those that the connector knows."""

    first_days: Annotated[float, Field(gt=0, le=365)] | None = None
    calls_per_second: Annotated[float, Field(gt=0, le=1000)] | None = None
    ship_within_hours: Annotated[float, Field(gt=0, le=2400)] | None = None
    carriers: dict[CarrierWord, CarrierCode] | None = Field(default=None, max_length=100)


class CredentialFieldOut(BaseModel):
    name: str
    label: str
    secret: bool
    required: bool
    granted: bool


class ChannelOut(BaseModel):
    """A channel this version speaks, and what it can do."""

    code: str
    label: str
    capabilities: list[str]
    credential_fields: list[CredentialFieldOut]
    poll_every_s: float | None
    search: dict[str, str]

    @classmethod
    def of(cls, connector: Connector) -> "ChannelOut":
        every = connector.poll_every
        fields = [
            CredentialFieldOut(
                name=field.name,
                label=field.label,
                secret=field.secret,
                required=field.required,
                granted=field.granted,
            )
            for field in connector.credential_fields
        ]
        return cls(
            code=connector.channel,
            label=connector.label,
            capabilities=sorted(connector.capabilities),
            credential_fields=fields,
            poll_every_s=None if every is None else every.total_seconds(),
            search={"phone": connector.phone_search, "buyer": connector.buyer_search},
        )


class ChannelsOut(BaseModel):
    items: list[ChannelOut]


class ConnectIn(Body):
    channel: Name
    name: Name
    region: Annotated[str, Field(pattern=r"^[a-z]{2,8}$")] = "cn"
    base_url: Url | None = None
    oauth_url: Url | None = None
    poll_every_s: PollEvery | None = None
    settings: ShopSettings = ShopSettings()
    credentials: Credentials

    def to_command(self) -> Connect:
        every = self.poll_every_s
        return Connect(
            channel=ChannelCode(self.channel),
            name=self.name,
            region=self.region,
            base_url=self.base_url,
            oauth_url=self.oauth_url,
            poll_every=None if every is None else timedelta(seconds=every),
            settings=self.settings.model_dump(exclude_none=True),
            credentials=self.credentials,
        )


class ChangeIn(Body):
    """Absent fields stay; null goes back to the channel's own."""

    name: Name | None = None
    base_url: Url | None = None
    oauth_url: Url | None = None
    poll_every_s: PollEvery | None = None
    settings: ShopSettings | None = None

    def to_fields(self) -> dict[str, Any]:
        given = self.model_dump(exclude_unset=True)
        fields = {k: v for k, v in given.items() if k in ("base_url", "oauth_url")}
        if given.get("name") is not None:
            fields["name"] = given["name"]
        if "poll_every_s" in given:
            every = given["poll_every_s"]
            fields["poll_every"] = None if every is None else timedelta(seconds=every)
        if self.settings is not None:
            fields["settings"] = self.settings.model_dump(exclude_none=True)
        return fields


class CredentialsIn(Body):
    credentials: Credentials


class ConnectedOut(BaseModel):
    """A shop after a command; `GET /shops/{id}` tells how it fares."""

    id: int
    channel: str
    name: str
    region: str
    state: str
    version: int

    @classmethod
    def of(cls, shop: Shop) -> "ConnectedOut":
        return cls(
            id=shop.id,
            channel=shop.channel,
            name=shop.name,
            region=shop.region,
            state=shop.state,
            version=shop.version,
        )


class BegunOut(BaseModel):
    """Send the browser to `url`, before `expires_at`."""

    url: str
    expires_at: datetime

    @classmethod
    def of(cls, begun: Begun) -> "BegunOut":
        return cls(url=begun.url, expires_at=begun.expires_at)


class FieldIn(Body):
    attribute: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,39}$")]
    label: Name
    type: Literal["text", "number", "bool", "time", "money"]
    path: Path
    searchable: bool = False


class FieldsIn(Body):
    fields: Annotated[list[FieldIn], Field(max_length=50)]

    def to_spec(self) -> dict[str, Any]:
        return self.model_dump()


class ShapeIn(Body):
    """Field of an order → JMESPath, or CEL after `cel:`; an empty map: the documented form."""

    targets: Annotated[
        dict[Annotated[str, StringConstraints(max_length=60, pattern=PLAIN)], Path],
        Field(max_length=60),
    ]

    def to_spec(self) -> dict[str, Any]:
        return self.model_dump()


class SampleOut(BaseModel):
    external_no: str | None
    values: dict[str, Any]
    problems: dict[str, str]
    readable: bool


class TrialOut(BaseModel):
    """What a draft makes of stored orders; nothing was changed."""

    samples: list[SampleOut]

    @classmethod
    def of(cls, samples: list[Sample]) -> "TrialOut":
        return cls(
            samples=[
                SampleOut(
                    external_no=sample.external_no,
                    values=dict(sample.values),
                    problems=dict(sample.problems),
                    readable=sample.readable,
                )
                for sample in samples
            ]
        )


class MappingOut(BaseModel):
    version: int
    fields: list[dict[str, Any]] | None = None
    targets: dict[str, str] | None = None
    restored_from: int | None
    published_at: datetime
    published_by: str

    @classmethod
    def of(cls, published: Published) -> "MappingOut":
        return cls(
            version=published.version,
            fields=published.spec.get("fields"),
            targets=published.spec.get("targets"),
            restored_from=published.restored_from,
            published_at=published.published_at,
            published_by=published.published_by,
        )


class MappingsOut(BaseModel):
    """Newest first; the first is in force."""

    items: list[MappingOut]
