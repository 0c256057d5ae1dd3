"""Wire shape of a seller's note."""

from typing import Annotated

from pydantic import Field

from orderhub.infra.http import Body


class NoteIn(Body):
    """`flag` 0 to 5, left out to leave the one that stands there."""

    note: str = Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")
    flag: Annotated[int, Field(ge=0, le=5)] | None = None
