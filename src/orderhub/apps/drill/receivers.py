"""What a partner and the buyers got during a drill: one look at the sandbox's receivers."""

from collections.abc import Sequence
from dataclasses import dataclass

from orderhub.apps.drill.stage import Stage

News = tuple[str, str, int]
"""(topic, order's number, its version)."""


@dataclass(frozen=True, slots=True)
class Received:
    """`webhooks`: message id and news of everything that the partner took, where a repeat has the
    id of the first; `sms`: the waybill that each tells of."""

    webhooks: Sequence[tuple[str, News]]
    sms: Sequence[str]


def received(on: Stage) -> Received:
    """So far."""
    told = on.told("/receivers")
    return Received(
        [
            (one["id"], (event["type"], event["subject"], event["aggregateversion"]))
            for one in (arrived["document"] for arrived in told["arrived"])
            for event in (one["event"],)
        ],
        [row["parameters"]["tracking_no"] for row in told["sms"]],
    )
