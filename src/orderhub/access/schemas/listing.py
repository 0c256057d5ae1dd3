"""A page of any list."""

from pydantic import BaseModel


class Listing(BaseModel):
    """Cursors are opaque; null where there is nothing further that way."""

    next: str | None = None
    previous: str | None = None
