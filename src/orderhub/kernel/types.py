"""Names for the ids and small values that travel between slices."""

from dataclasses import dataclass
from typing import NewType

ShopId = NewType("ShopId", int)
UserId = NewType("UserId", int)
ChannelCode = NewType("ChannelCode", str)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An expected "no": a code for machines, a detail that is safe to show."""

    code: str
    detail: str = ""
