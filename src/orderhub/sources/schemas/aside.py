"""Wire shapes of rows set aside."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, StringConstraints

from orderhub.infra.http import Body
from orderhub.sources.model.rows import Aside, AsideState
from orderhub.sources.service.replay import Replayed

PLAIN = r"^[^\x00-\x1f\x7f]*$"
Id = Annotated[int, Field(ge=1, lt=2**63)]


class AsideOut(BaseModel):
    """A row set aside, or (`whole`) a document no rows were found in; `label` is the number of its
    order or its SKU, "" where it could not be read."""

    id: str
    label: str
    whole: bool
    reason: str
    field: str
    detail: str
    received_at: datetime
    state: AsideState
    tries: int
    closed_at: datetime | None
    closed_by: str | None

    @classmethod
    def of(cls, one: Aside) -> Self:
        return cls(**_shown(one, cls))


class AsidesOut(BaseModel):
    """Newest first."""

    items: list[AsideOut]
    next: str | None


class AsideDetailOut(AsideOut):
    """With the row as it came, people hidden; null when it is past its 90 days."""

    payload: Any = None


class SourceReplayIn(Body):
    """These, or all of one reason, or all: 200 at once, oldest first."""

    ids: list[Id] | None = Field(default=None, min_length=1, max_length=200)
    reason: str | None = Field(default=None, max_length=60, pattern=r"^[a-z_]+$")


class SourceReplayedRow(BaseModel):
    """`closed`: it is in now; else why it stays."""

    id: str
    closed: bool
    reason: str
    field: str
    detail: str
    number: str

    @classmethod
    def of(cls, one: Replayed) -> Self:
        return cls(**_shown(one, cls))


class SourceReplayOut(BaseModel):
    results: list[SourceReplayedRow]


class SourceDismissIn(Body):
    """They will not be tried again; the reason is kept."""

    ids: list[Id] = Field(min_length=1, max_length=200)
    reason: Annotated[
        str,
        StringConstraints(min_length=1, max_length=200, pattern=PLAIN, strip_whitespace=True),
    ]


class SourceDismissedOut(BaseModel):
    """Ids that are closed now."""

    dismissed: list[str]


def _shown(one: Aside | Replayed, shape: type[BaseModel]) -> dict[str, Any]:
    """What the shape shows of it; ids are text, since they outgrow a browser's numbers."""
    named = {name: getattr(one, name) for name in shape.model_fields if hasattr(one, name)}
    return {**named, "id": str(one.id)}
