"""Wire shapes of a source's mapping and its trial."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, StringConstraints

from orderhub.connector_kit.forms import Form
from orderhub.infra.http import Body
from orderhub.sources.model.rows import RowOutcome, RowState, Trouble
from orderhub.sources.model.sources import PublishedMapping
from orderhub.sources.service.mappings import Trial, TriedRow

Target = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z_.]+$")]
Expression = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]+$")]
Theirs = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")]
Ours = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[!-~]+$")]
Table = Annotated[dict[Theirs, Ours], Field(max_length=200)]
SAMPLE_MAX = 500_000


class SourceMappingIn(Body):
    """Field of ours → JMESPath, or CEL after `cel:`; `words`: field → their word → ours."""

    targets: Annotated[dict[Target, Expression], Field(max_length=40)]
    words: Annotated[dict[Target, Table], Field(max_length=20)] = Field(
        default_factory=dict[str, dict[str, str]]
    )

    def to_spec(self) -> dict[str, Any]:
        return self.model_dump(include={"targets", "words"})


class SourceTrialIn(SourceMappingIn):
    """A draft and a pasted JSON text; without one, what came last."""

    sample: str | None = Field(default=None, min_length=1, max_length=SAMPLE_MAX, repr=False)


class SourceTroubleOut(BaseModel):
    """Why a row cannot be taken, and which field of ours it is about."""

    reason: str
    field: str
    detail: str

    @classmethod
    def of(cls, one: Trouble | None) -> "SourceTroubleOut | None":
        if one is None:
            return None
        return cls(reason=one.reason, field=one.field, detail=one.detail)


class TriedRowOut(BaseModel):
    """A row as it came, people hidden, beside what the draft makes of it."""

    raw: Any
    mapped: dict[str, Any]
    trouble: SourceTroubleOut | None

    @classmethod
    def of(cls, one: TriedRow) -> Self:
        return cls(raw=one.raw, mapped=dict(one.mapped), trouble=SourceTroubleOut.of(one.trouble))


class SourceTrialOut(BaseModel):
    """What a draft makes of a sample; nothing was changed. The first 20 rows of `total`."""

    total: int
    readable: int
    rows: list[TriedRowOut]
    trouble: SourceTroubleOut | None

    @classmethod
    def of(cls, trial: Trial) -> Self:
        return cls(
            total=trial.total,
            readable=trial.readable,
            rows=[TriedRowOut.of(row) for row in trial.rows],
            trouble=SourceTroubleOut.of(trial.trouble),
        )


class SourceFieldOut(BaseModel):
    """A field a mapping may fill; `words`: all that it knows, empty where it takes any. Fields of
    lines are needed where lines are mapped."""

    target: str
    required: bool
    words: list[str]


class SourceMappingOut(BaseModel):
    version: int
    targets: dict[str, str]
    words: dict[str, dict[str, str]]
    restored_from: int | None
    published_at: datetime
    published_by: str

    @classmethod
    def of(cls, one: PublishedMapping) -> Self:
        return cls(
            version=one.version,
            targets=one.spec["targets"],
            words=one.spec.get("words", {}),
            restored_from=one.restored_from,
            published_at=one.published_at,
            published_by=one.published_by,
        )


class SourceMappingsOut(BaseModel):
    """The fields there are; versions newest first, the first is in force."""

    fields: list[SourceFieldOut]
    items: list[SourceMappingOut]

    @classmethod
    def of(cls, form: Form, versions: list[PublishedMapping]) -> Self:
        return cls(
            fields=[_field(form, target) for target in sorted(form.targets)],
            items=[SourceMappingOut.of(one) for one in versions],
        )


class SourceSampleOut(BaseModel):
    """What came last, people hidden."""

    payload: Any


class SourceRowOut(BaseModel):
    """What became of a row; `reason`, `field` and `detail` say why it was not taken."""

    row: int
    key: str
    result: RowState
    reason: str
    field: str
    detail: str
    number: str

    @classmethod
    def of(cls, place: int, one: RowOutcome) -> Self:
        return cls(
            row=place,
            key=one.key,
            result=one.state,
            reason=one.reason,
            field=one.field,
            detail=one.detail,
            number=one.number,
        )


class SourcePushOut(BaseModel):
    """In the order of the rows."""

    counts: dict[RowState, int]
    results: list[SourceRowOut]

    @classmethod
    def of(cls, rows: Mapping[int, RowOutcome], counts: Mapping[RowState, int]) -> Self:
        return cls(
            counts=dict(counts),
            results=[SourceRowOut.of(place, one) for place, one in rows.items()],
        )


def _field(form: Form, target: str) -> SourceFieldOut:
    required = target in form.needs({})
    return SourceFieldOut(
        target=target, required=required, words=sorted(form.words.get(target, ()))
    )
