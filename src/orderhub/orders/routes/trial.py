"""Trying rules on past orders; rules themselves live a storey below."""

from typing import Annotated

from pydantic import BaseModel, Field

from orderhub.access.facade import CurrentActor, policy
from orderhub.infra.http import Body, Router, Transaction
from orderhub.orders.service.trial import try_rules
from orderhub.rules.facade import RuleIn

router = Router(prefix="/order-rules", tags=["rules"])


class TrialIn(Body):
    """A draft of rules, and on how many of the newest orders to try it."""

    rules: list[RuleIn] = Field(min_length=1, max_length=100)
    last_n: Annotated[int, Field(ge=1, le=1000)] = 500


class TouchedOut(BaseModel):
    """An order the draft would have touched, and by which of its rules."""

    number: str
    tags: list[str]
    priority: int
    review: str | None
    rules: list[str]


class TrialOut(BaseModel):
    """Of `looked_at` orders the draft would have touched `touched`; `by_rule` counts by key."""

    looked_at: int
    touched: int
    by_rule: dict[str, int]
    examples: list[TouchedOut]


@router.post("/trial", summary="Try rules on past orders", dependencies=[policy("rules.read")])
async def try_out_rules(body: TrialIn, tx: Transaction, actor: CurrentActor) -> TrialOut:
    """What the draft would have said of the newest orders the caller sees; changes nothing."""
    rules = [rule.to_rule() for rule in body.rules]
    trial = await try_rules(tx, actor, rules, body.last_n)
    return TrialOut.model_validate(trial, from_attributes=True)
