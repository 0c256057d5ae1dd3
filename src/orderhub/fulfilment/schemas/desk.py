"""Wire shapes of the fulfilment screens."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from orderhub.fulfilment.decide.retrying import may_retry
from orderhub.fulfilment.model.parcels import Package, ScanState, Source
from orderhub.fulfilment.model.tasks import Task, TaskKind, TaskState
from orderhub.fulfilment.model.tracking import Tracking
from orderhub.fulfilment.schemas.tracking import FollowedOut


class PackageOut(BaseModel):
    """`agreed_at`: when the channel showed that it knows; `followed`: where its carrier says that
    it is, null while nobody asked."""

    id: str
    shop_id: int
    number: str
    external_no: str
    source: Source
    carrier: str
    waybill_no: str
    step: str
    units: dict[str, int]
    weight_g: int | None
    shipped_at: datetime
    step_at: datetime
    agreed_at: datetime | None
    followed: FollowedOut | None

    @classmethod
    def of(cls, package: Package, tracking: Tracking | None) -> "PackageOut":
        names = cls.model_fields.keys() - {"followed"}
        told: dict[str, Any] = {name: getattr(package, name) for name in names}
        told["id"], told["units"] = str(package.id), dict(package.units)
        told["followed"] = None if tracking is None else FollowedOut.of(tracking)
        return cls(**told)


class PackagesOut(BaseModel):
    items: list[PackageOut]
    next: str | None


class TaskOut(BaseModel):
    """`code` and `detail` are of the last try that failed; `may_retry`: a person may ask again."""

    id: str
    kind: TaskKind
    shop_id: int
    number: str
    external_no: str
    carrier: str
    waybill_no: str
    state: TaskState
    attempts: int
    code: str
    detail: str
    due_at: datetime
    created_at: datetime
    changed_at: datetime
    may_retry: bool

    @classmethod
    def of(cls, task: Task) -> "TaskOut":
        told = {
            name: getattr(task, name)
            for name in cls.model_fields
            if name not in ("carrier", "waybill_no", "may_retry", "id")
        }
        return cls(
            id=str(task.id),
            carrier=str(task.body.get("carrier", "")),
            waybill_no=str(task.body.get("waybill_no", "")),
            may_retry=may_retry(task),
            **told,
        )


class TasksOut(BaseModel):
    items: list[TaskOut]
    next: str | None


class ScanOut(BaseModel):
    """A scan that waits for its order, or for a person."""

    id: str
    source: Source
    order_ref: str
    number: str
    carrier: str
    waybill_no: str
    state: ScanState
    reason: str
    occurred_at: datetime
    received_at: datetime

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> "ScanOut":
        body = row["body"]
        told = {name: row[name] for name in cls.model_fields if name in row and name != "id"}
        return cls(
            id=str(row["id"]), carrier=body["carrier"], waybill_no=body["waybill_no"], **told
        )


class ScansOut(BaseModel):
    items: list[ScanOut]
    next: str | None


class DisagreementOut(BaseModel):
    """`since`: from when the two sides say different things; `healings`: what the hub tried."""

    id: str
    kind: str
    shop_id: int
    number: str
    external_no: str
    since: datetime
    found_at: datetime
    healings: int
    healed_at: datetime | None

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> "DisagreementOut":
        told = {name: row[name] for name in cls.model_fields if name != "id"}
        return cls(id=str(row["id"]), **told)


class DisagreementsOut(BaseModel):
    items: list[DisagreementOut]
    next: str | None


class FulfilmentCountsOut(BaseModel):
    """At most 1,000 each; `gathering` are orders that wait for others of their buyer, `merges` the
    sets of them that may travel as one."""

    gathering: int
    merges: int
    stopped: int
    waiting: int
    disagreements: int
    scans: int
