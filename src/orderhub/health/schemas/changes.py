"""Wire shapes of planned changes and their impact."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from orderhub.channels.facade import connector_of
from orderhub.health.model.change import Change, ChangeState, Proposal
from orderhub.health.model.dependency import DependencyKind, Effect, Hit, Impact
from orderhub.infra.http import Body
from orderhub.kernel.types import ChannelCode

PLAIN = r"^[^\x00-\x1f\x7f]+$"
Thing = Annotated[str, Field(min_length=1, max_length=260, pattern=PLAIN)]
Words = Annotated[str, Field(min_length=1, max_length=500, pattern=PLAIN)]


class ImpactPartOut(BaseModel):
    """The shops of one platform that are affected alike."""

    channel: str
    label: str
    effect: Effect
    shop_ids: list[int]


class ImpactOut(BaseModel):
    """How many shops stop, may stop, and keep working, then which, platform by platform."""

    stops: int
    uncertain: int
    keeps: int
    parts: list[ImpactPartOut]

    @classmethod
    def of(cls, found: Impact) -> "ImpactOut":
        kinds = sorted({(hit.effect, hit.channel) for hit in found.hits}, key=_gravest_first)
        return cls(
            stops=len(found.shops(Effect.STOPS)),
            uncertain=len(found.shops(Effect.UNCERTAIN)),
            keeps=len(found.shops(Effect.KEEPS)),
            parts=[_part(found.hits, effect, channel) for effect, channel in kinds],
        )


class CheckedOut(BaseModel):
    """One shop asked after the change; `code` "not_asked" where it could not be."""

    shop_id: int
    ok: bool
    code: str


class ChangeVerificationOut(BaseModel):
    """`code` names what contradicts the plan itself."""

    code: str
    shops: list[CheckedOut]


class PlannedChangeOut(BaseModel):
    """`impact` is as proposed, `impact_approved` as recomputed at the approval; `own`: the reader
    proposed it, so somebody else has to approve it."""

    id: int
    kind: DependencyKind
    subject: str
    planned: str
    planned_at: datetime
    reason: str
    state: ChangeState
    impact: ImpactOut
    impact_approved: ImpactOut | None
    own: bool
    proposer: str
    proposed_at: datetime
    decider: str
    decided_at: datetime | None
    decision: str
    doer: str
    done_at: datetime | None
    verified_at: datetime | None
    verification: ChangeVerificationOut | None

    @classmethod
    def of(cls, change: Change, reader: str) -> "PlannedChangeOut":
        approved, found = change.impact_approved, change.verification
        return cls(
            **{name: getattr(change, name) for name in _COPIED},
            impact=ImpactOut.of(change.impact),
            impact_approved=None if approved is None else ImpactOut.of(approved),
            own=change.proposed_by == reader,
            verification=None
            if found is None
            else ChangeVerificationOut(
                code=found.code,
                shops=[CheckedOut(shop_id=s.shop_id, ok=s.ok, code=s.code) for s in found.shops],
            ),
        )


class PlannedChangesOut(BaseModel):
    items: list[PlannedChangeOut]


class PlannedChangeIn(Body):
    """`subject`: the address, host, "<channel>:<app key>" that is there now (for `egress_address`
    it may be left out: the observed one); `planned`: what comes in its place. Never a secret."""

    kind: DependencyKind
    subject: Annotated[str, Field(max_length=260, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    planned: Thing
    planned_at: AwareDatetime
    reason: Words

    def to_proposal(self, observed: str | None) -> Proposal:
        """With the observed address as subject of an `egress_address`."""
        ours = self.kind is DependencyKind.EGRESS_ADDRESS
        return Proposal(
            kind=self.kind,
            subject=self.subject or ((observed or "") if ours else ""),
            planned=self.planned.strip(),
            planned_at=self.planned_at,
            reason=self.reason,
        )


class RejectChangeIn(Body):
    reason: Words


_COPIED = (
    *("id", "kind", "subject", "planned", "planned_at", "reason", "state", "proposer"),
    *("proposed_at", "decider", "decided_at", "decision", "doer", "done_at", "verified_at"),
)
_GRAVITY = list(Effect)


def _gravest_first(kind: tuple[Effect, str]) -> tuple[int, str]:
    return _GRAVITY.index(kind[0]), kind[1]


def _part(hits: Collection[Hit], effect: Effect, channel: str) -> ImpactPartOut:
    return ImpactPartOut(
        channel=channel,
        label=connector_of(ChannelCode(channel)).label,
        effect=effect,
        shop_ids=[h.shop_id for h in hits if (h.effect, h.channel) == (effect, channel)],
    )
