"""Wire shapes of sources, receipts and rows set aside."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, StringConstraints

from orderhub.infra.http import Body
from orderhub.sources.model.rows import CallOutcome, Receipt, ReceiptWay
from orderhub.sources.model.sources import NewSource, SourceKind, SourceState
from orderhub.sources.queries.desk import Board
from orderhub.sources.schemas.pulls import SourcePullOut

PLAIN = r"^[^\x00-\x1f\x7f]*$"
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=60, pattern=PLAIN, strip_whitespace=True)
]
Warehouse = Annotated[str, StringConstraints(max_length=100, pattern=PLAIN, strip_whitespace=True)]
DAY_H = 24


class SourceIn(Body):
    """`warehouse`: whose stock it counts, where its rows do not say."""

    name: Name
    kind: SourceKind
    warehouse: Warehouse = ""

    def to_new(self) -> NewSource:
        return NewSource(name=self.name, kind=self.kind, warehouse=self.warehouse)


class SourceChange(Body):
    """What it is called, and whose stock it counts."""

    name: Name
    warehouse: Warehouse = ""


class SourceRotateIn(Body):
    """For how many hours the last secret is good beside the new one; 0: it ends at once."""

    keep_h: int = Field(default=DAY_H, ge=0, le=7 * DAY_H)

    @property
    def keep(self) -> timedelta:
        return timedelta(hours=self.keep_h)


class SourceOut(BaseModel):
    """`version` of the mapping in force, null where there is none; `day_rows` and `day_taken` of
    the last 24 hours; `set_aside` is counted to 10,000; `push_path` is where it pushes to."""

    id: int
    name: str
    kind: SourceKind
    state: SourceState
    warehouse: str
    push_path: str
    pull: SourcePullOut | None
    version: int | None
    last_at: datetime | None
    last_way: str
    last_outcome: CallOutcome | None
    last_code: str
    good_at: datetime | None
    day_rows: int
    day_taken: int
    set_aside: int
    created_at: datetime

    @classmethod
    def of(cls, board: Board) -> Self:
        source = board.source
        return cls(
            id=source.id,
            name=source.name,
            kind=source.kind,
            state=source.state,
            warehouse=source.warehouse,
            push_path=f"/ingest/v1/sources/{source.id}",
            pull=SourcePullOut.of(source),
            version=board.version,
            last_at=board.last_at,
            last_way=board.last_way,
            last_outcome=board.last_outcome,
            last_code=board.last_code,
            good_at=board.good_at,
            day_rows=board.day_rows,
            day_taken=board.day_taken,
            set_aside=board.set_aside,
            created_at=source.created_at,
        )


class SourcesOut(BaseModel):
    """Oldest first."""

    items: list[SourceOut]


class MintedSourceOut(SourceOut):
    """With the signing secret, shown this once."""

    secret: str = Field(repr=False)


class SourceReceiptOut(BaseModel):
    """A push or a pull; `kept`: its body can be tried with a mapping."""

    id: str
    way: ReceiptWay
    outcome: CallOutcome
    code: str
    ms: int
    at: datetime
    rows: int
    taken: int
    repeated: int
    waiting: int
    excepted: int
    set_aside: int
    kept: bool

    @classmethod
    def of(cls, one: Receipt) -> Self:
        named = {name: getattr(one, name) for name in cls.model_fields}
        values: dict[str, Any] = {**named, "id": str(one.id)}
        return cls(**values)


class SourceReceiptsOut(BaseModel):
    """Newest first."""

    items: list[SourceReceiptOut]
    next: str | None
