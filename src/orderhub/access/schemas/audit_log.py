"""Wire shapes of the audit log."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from orderhub.access.model.audit import GENESIS, AuditFilter, Entry, Verification
from orderhub.access.schemas.listing import Listing
from orderhub.infra.http import Body


class AuditQuery(Body):
    """`action` and `object` match from their beginning, `actor` is a whole name."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    cursor: Annotated[str, Field(max_length=30, pattern=r"^[ba][0-9]{1,18}$")] | None = None
    actor: Annotated[str, Field(max_length=200)] | None = None
    action: Annotated[str, Field(max_length=200)] | None = None
    object: Annotated[str, Field(max_length=200)] | None = None
    start: AwareDatetime | None = Field(default=None, alias="from")
    end: AwareDatetime | None = Field(default=None, alias="to")
    limit: Annotated[int, Field(ge=1, le=200)] = 50

    @property
    def before(self) -> int | None:
        """The id to list older entries from."""
        return int(self.cursor[1:]) if self.cursor and self.cursor[0] == "b" else None

    @property
    def after(self) -> int | None:
        """The id to list newer entries from."""
        return int(self.cursor[1:]) if self.cursor and self.cursor[0] == "a" else None

    def to_filter(self) -> AuditFilter:
        return AuditFilter(
            actor=self.actor,
            action=self.action,
            object=self.object,
            start=self.start,
            end=self.end,
        )


class EntryOut(BaseModel):
    """`seq` and `hash` are null until the sealer has chained the entry, within a second."""

    id: int
    at: datetime
    actor: dict[str, Any]
    action: str
    object: str
    shop_id: int | None
    detail: dict[str, Any]
    seq: int | None
    hash: str | None

    @classmethod
    def of(cls, entry: Entry) -> "EntryOut":
        return cls(
            id=entry.id,
            at=entry.at,
            actor={"kind": entry.actor_kind, "id": entry.actor_id, "name": entry.actor_name},
            action=entry.action,
            object=entry.object,
            shop_id=entry.shop_id,
            detail=entry.detail,
            seq=entry.seq,
            hash=None if entry.hash is None else entry.hash.hex(),
        )


class BreakOut(BaseModel):
    seq: int
    entry_id: int | None
    reason: str


class VerificationOut(BaseModel):
    ok: bool
    sealed: int
    unsealed: int
    oldest_unsealed_at: datetime | None
    head: str = Field(examples=[GENESIS.hex()])
    broken: BreakOut | None

    @classmethod
    def of(cls, found: Verification) -> "VerificationOut":
        broken = found.broken
        return cls(
            ok=broken is None,
            sealed=found.sealed,
            unsealed=found.unsealed,
            oldest_unsealed_at=found.oldest_unsealed_at,
            head=found.head,
            broken=broken
            and BreakOut(seq=broken.seq, entry_id=broken.entry_id, reason=broken.reason),
        )


class Entries(Listing):
    items: list[EntryOut]
