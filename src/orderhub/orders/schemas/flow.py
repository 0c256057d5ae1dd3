"""Wire shapes of the board of the flow."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel

from orderhub.kernel.words import Lane
from orderhub.orders.decide.flow import BAND_HOURS, LaneNow


class LaneOut(BaseModel):
    """`late`, `late_soon`: by the ship-by clock. `oldest_placed_at` and `median_placed_at` are to
    the half hour. `bands`: orders by age since they were placed, one number more than `band_hours`.
    `entered`, `left`: within the last hour; `pace`: `entered` by spans of five minutes."""

    lane: Lane | Literal["exception", "held", "presale_held"]
    n: int
    late: int
    late_soon: int
    entered: int
    left: int
    oldest_placed_at: datetime | None
    median_placed_at: datetime | None
    bands: list[int]
    pace: list[int]

    @classmethod
    def of(cls, lane: LaneNow) -> Self:
        told = {name: getattr(lane, name) for name in ("lane", "n", "late", "late_soon")}
        told |= {name: getattr(lane, name) for name in ("entered", "left")}
        return cls(
            oldest_placed_at=lane.oldest,
            median_placed_at=lane.median,
            bands=list(lane.bands),
            pace=list(lane.pace),
            **told,
        )


class FlowOut(BaseModel):
    """Lanes in the order of the way; `exception`, `held` and `presale_held` stand beside it: their
    orders are in a lane too."""

    as_of: datetime
    band_hours: list[int]
    lanes: list[LaneOut]

    @classmethod
    def of(cls, lanes: Iterable[LaneNow], now: datetime) -> Self:
        return cls(
            as_of=now, band_hours=list(BAND_HOURS), lanes=[LaneOut.of(lane) for lane in lanes]
        )
