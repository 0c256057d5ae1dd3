"""A planned change of a dependency (变更申请): proposed by one person, approved by another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from orderhub.health.model.dependency import DependencyKind, Impact


class ChangeState(StrEnum):
    """`done`: carried out, and being verified; `failed` ones may be verified again."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DONE = "done"
    VERIFIED = "verified"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody who decides: `reference` ("user:7") tells people apart, programs are no people."""

    reference: str
    name: str
    is_person: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody plans: `subject` is what is there now, `planned` what comes in its place."""

    kind: DependencyKind
    subject: str
    planned: str
    planned_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One shop asked after the change: `code` is "" when its answer was good."""

    shop_id: int
    ok: bool
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What the probe after a change found. `code` names what contradicts the plan itself, ""
    where nothing does."""

    code: str
    shops: tuple[Checked, ...]

    @property
    def ok(self) -> bool:
        return not self.code and all(shop.ok for shop in self.shops)

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        shops = [{"shop_id": s.shop_id, "ok": s.ok, "code": s.code} for s in self.shops]
        return {"code": self.code, "shops": shops}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`proposed_by` is the proposer's reference ("user:7"); `proposer`, `decider` and `doer` are
    names. `impact` is as proposed, `impact_approved` as approved."""

    id: int
    kind: DependencyKind
    subject: str
    planned: str
    planned_at: datetime
    reason: str
    state: ChangeState
    impact: Impact
    impact_approved: Impact | None
    proposed_by: str
    proposer: str
    proposed_at: datetime
    decider: str
    decided_at: datetime | None
    decision: str
    doer: str
    done_at: datetime | None
    verified_at: datetime | None
    verification: Verification | None

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> "Change":
        """A row of the table."""
        approved, found = row["impact_approved"], row["verification"]
        values: dict[str, Any] = {
            **row,
            "kind": DependencyKind(row["kind"]),
            "state": ChangeState(row["state"]),
            "impact": Impact.of(row["impact"]),
            "impact_approved": None if approved is None else Impact.of(approved),
            "verification": None
            if found is None
            else Verification(
                code=found["code"], shops=tuple(Checked(**shop) for shop in found["shops"])
            ),
        }
        return cls(**values)

    @property
    def concerned(self) -> tuple[int, ...]:
        """Shops that depend on what is changed, as known last."""
        return (self.impact_approved or self.impact).shops()
