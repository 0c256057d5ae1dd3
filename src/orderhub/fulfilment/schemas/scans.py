"""Wire shapes of scans."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from orderhub.access.facade import Actor
from orderhub.fulfilment.model.parcels import Scan, ScanState, Source
from orderhub.fulfilment.service.scans import Taken
from orderhub.infra.http import Body

Printable = r"^[!-~]+$"
Units = Annotated[int, Field(ge=1, le=100_000)]
Sku = Annotated[str, Field(min_length=1, max_length=100)]


class ScanIn(Body):
    """A parcel left. `scan_id` is the scanner's own and makes a repeat harmless; `items` sku →
    units, left out for the rest of the order; `replaces` the waybill this one takes the place of.
    `carrier` is a word such as SF, ZTO, YTO."""

    scan_id: str = Field(min_length=1, max_length=100, pattern=Printable)
    order: str = Field(min_length=1, max_length=64, pattern=Printable)
    carrier: str = Field(pattern=r"^[A-Z0-9_]{1,20}$")
    waybill_no: str = Field(min_length=4, max_length=40, pattern=r"^[A-Za-z0-9-]+$")
    scanned_at: AwareDatetime
    items: dict[Sku, Units] = Field(default_factory=dict[str, int], max_length=200)
    replaces: str = Field(default="", max_length=40, pattern=r"^[A-Za-z0-9-]*$")
    weight_g: Annotated[int, Field(ge=1, le=10_000_000)] | None = None

    def to_scan(self, sender: Actor, now: datetime) -> Scan:
        """A scanner whose clock runs ahead does not scan in the future."""
        return Scan(
            source=Source.PAGE,
            sender=sender.reference,
            key=self.scan_id,
            order_ref=self.order,
            carrier=self.carrier,
            waybill_no=self.waybill_no.upper(),
            occurred_at=min(self.scanned_at, now),
            units=self.items,
            replaces=self.replaces.upper(),
            weight_g=self.weight_g,
            shops=sender.shops,
        )


class ScansIn(Body):
    """1 to 100 scans."""

    scans: list[ScanIn] = Field(min_length=1, max_length=100)


class ScannedOut(BaseModel):
    """`state` and, where it is not `applied`, why; `number` "" while the order is unknown."""

    scan_id: str
    state: ScanState
    reason: str
    number: str

    @classmethod
    def of(cls, taken: Taken) -> "ScannedOut":
        return cls(scan_id=taken.key, state=taken.state, reason=taken.reason, number=taken.number)


class ScannedListOut(BaseModel):
    """In the order of the scans."""

    results: list[ScannedOut]
