"""Wire shape of a seller's note."""

from typing import Annotated, Self

from pydantic import BaseModel, Field

from orderhub.fulfilment.schemas.desk import TaskOut
from orderhub.fulfilment.service.notes import NoteShown
from orderhub.infra.http import Body


class NoteIn(Body):
    """`flag` 0 to 5, left out to leave the one that stands there."""

    note: str = Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")
    flag: Annotated[int, Field(ge=0, le=5)] | None = None


class NoteFlagOut(BaseModel):
    """A flag that the order's channel has, and its colour; `none` takes the flag away."""

    flag: int
    color: str


class NoteOut(BaseModel):
    """`takes`: the order's channel lets a note be written; `written` is the last write, null while
    none was asked for."""

    takes: bool
    flags: list[NoteFlagOut]
    written: TaskOut | None

    @classmethod
    def of(cls, shown: NoteShown) -> Self:
        return cls(
            takes=shown.takes,
            flags=[NoteFlagOut(flag=flag, color=color) for flag, color in shown.flags.items()],
            written=None if shown.written is None else TaskOut.of(shown.written),
        )
