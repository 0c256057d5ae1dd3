"""Wire shapes of incidents."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from orderhub.channels.facade import Shop
from orderhub.health.model.calls import Direction, KeptCall
from orderhub.health.model.incident import Entry, EntryKind, Incident, IncidentState
from orderhub.health.schemas.board import WordsOut
from orderhub.health.service.telling import tell
from orderhub.infra.http import Body

PLAIN = r"^[^\x00-\x1f\x7f]+$"
Who = Annotated[str, Field(min_length=1, max_length=100, pattern=PLAIN)]


class IncidentOut(BaseModel):
    """One cause at one app, shop or peer ("" for none). `took_s`: from the first failure to the
    first good call, null while it lasts; `shop_ids`: those in the reader's scope."""

    id: int
    cause: str
    title: WordsOut
    what: WordsOut
    remedy: WordsOut
    heals: bool
    state: IncidentState
    channel: str
    peer: str
    peer_name: str
    shop_ids: list[int]
    code: str
    channel_code: str
    detail: str
    failures: int
    opened_at: datetime
    first_failed_at: datetime
    last_failed_at: datetime
    last_good_at: datetime | None
    resolved_at: datetime | None
    took_s: int | None
    owner: str | None
    reopened: int

    @classmethod
    def of(cls, incident: Incident, scope: Collection[int] | None) -> "IncidentOut":
        return cls(**_fields(incident, scope))


class IncidentEntryOut(BaseModel):
    at: datetime
    kind: EntryKind
    by: str
    detail: dict[str, Any]


class EvidenceOut(BaseModel):
    """A call that failed while the incident lasted."""

    at: datetime
    shop_id: int
    peer: str
    method: str
    direction: Direction
    outcome: str
    code: str
    channel_code: str
    ms: int


class AffectedOut(BaseModel):
    """A shop that is concerned: orders that wait to be shipped (of a peer's incident: for that very
    peer), and those of them past their time."""

    shop_id: int
    name: str
    state: str
    orders_waiting: int
    orders_late: int


class IncidentDetailOut(IncidentOut):
    methods: list[str]
    timeline: list[IncidentEntryOut]
    evidence: list[EvidenceOut]
    affected: list[AffectedOut]

    @classmethod
    def whole(
        cls,
        incident: Incident,
        scope: Collection[int] | None,
        timeline: Sequence[Entry],
        calls: Sequence[KeptCall],
        affected: Sequence[AffectedOut],
    ) -> "IncidentDetailOut":
        return cls(
            **_fields(incident, scope),
            methods=list(incident.methods),
            timeline=[
                IncidentEntryOut(
                    at=e.at, kind=e.kind, by=e.by, detail=_seen_detail(e.detail, scope)
                )
                for e in timeline
            ],
            evidence=[EvidenceOut(**{n: getattr(c, n) for n in _EVIDENCE}) for c in calls],
            affected=list(affected),
        )


class IncidentsOut(BaseModel):
    """`next` is the cursor of the next page, null on the last."""

    items: list[IncidentOut]
    next: str | None


class AssignIn(Body):
    owner: Who | None


class ResolveIn(Body):
    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=PLAIN)]


_EVIDENCE = tuple(EvidenceOut.model_fields)
_COPIED = (
    *(
        "id",
        "cause",
        "state",
        "channel",
        "peer",
        "peer_name",
        "code",
        "channel_code",
        "detail",
        "failures",
    ),
    *("opened_at", "first_failed_at", "last_failed_at", "last_good_at", "resolved_at"),
    *("owner", "reopened"),
)


def affected(shop: Shop, counts: Mapping[int, tuple[int, int]]) -> AffectedOut:
    """The shop with its (waiting, late) orders."""
    waiting, late = counts.get(int(shop.id), (0, 0))
    return AffectedOut(
        shop_id=shop.id,
        name=shop.name,
        state=shop.state,
        orders_waiting=waiting,
        orders_late=late,
    )


def _fields(incident: Incident, scope: Collection[int] | None) -> dict[str, Any]:
    told = tell(incident)
    took = incident.took
    return {
        **{name: getattr(incident, name) for name in _COPIED},
        "title": WordsOut.of(told.title),
        "what": WordsOut.of(told.what),
        "remedy": WordsOut.of(told.remedy),
        "heals": told.heals,
        "shop_ids": _seen(incident.shop_ids, scope),
        "took_s": None if took is None else round(took.total_seconds()),
    }


def _seen(shop_ids: Sequence[int], scope: Collection[int] | None) -> list[int]:
    return [shop_id for shop_id in shop_ids if scope is None or shop_id in scope]


def _seen_detail(detail: Mapping[str, Any], scope: Collection[int] | None) -> dict[str, Any]:
    told = dict(detail)
    if "shop_ids" in told:
        told["shop_ids"] = _seen(told["shop_ids"], scope)
    return told
