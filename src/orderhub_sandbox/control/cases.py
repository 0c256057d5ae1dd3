"""Control: place, list and change after-sale cases."""

import random
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from orderhub_sandbox.cases import Case, CaseTerms, truth_of_case
from orderhub_sandbox.claims import Change, Claims, changed_case, place_cases
from orderhub_sandbox.clock import read_iso
from orderhub_sandbox.control.access import platform_of, shop_named, world_of
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

router = APIRouter(prefix="/_control/{channel}/{shop}/cases")
TheWorld = Annotated[World, Depends(world_of)]


class CaseChange(BaseModel):
    """What may happen to a case; times are ISO texts."""

    model_config = ConfigDict(extra="forbid")

    kind: str | None = None
    status: str | None = None
    reason: str | None = None
    amount_minor: int | None = None
    return_carrier: str | None = None
    return_waybill_no: str | None = None
    modified_at: str | None = None


class PlacedCase(CaseChange):
    """Explicit values of one new case; everything left out is invented."""

    case_no: str | None = None
    external_no: str | None = None
    line_no: str | None = None
    created_at: str | None = None


class PlaceCases(BaseModel):
    """`kind` and `status` None are mixed; without `created_at` the span ends now."""

    model_config = ConfigDict(extra="forbid")

    count: int | None = Field(default=None, ge=1, le=50_000)
    kind: str | None = None
    status: str | None = None
    created_at: str | None = None
    spread_seconds: int = Field(default=0, ge=0)
    seed: int | None = None
    cases: list[PlacedCase] = Field(default_factory=list[PlacedCase])


@router.post("")
def place(channel: str, shop: str, wish: PlaceCases, world: TheWorld) -> dict[str, object]:
    """Places cases about orders that are there, and returns the truth about them."""
    common = {name: word for name in ("kind", "status") if (word := getattr(wish, name))}
    overrides: list[Change] = [
        {**common, **case.model_dump(exclude_none=True)} for case in wish.cases
    ]
    overrides += [common for _ in range((wish.count or 0) - len(overrides))]
    rng = world.rng if wish.seed is None else random.Random(wish.seed)  # noqa: S311
    try:
        end = world.now(channel)
        start = read_iso(wish.created_at) if wish.created_at else end - wish.spread_seconds
        claims = Claims(_terms(channel), start, start + wish.spread_seconds, overrides, rng)
        made = place_cases(world, shop_named(world, channel, shop), claims)
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    return {"cases": [truth_of_case(case) for case in made]}


@router.get("")
def every_case(channel: str, shop: str, world: TheWorld) -> dict[str, object]:
    cases = shop_named(world, channel, shop).cases.every()
    return {"cases": [truth_of_case(case) for case in cases]}


@router.get("/{case_no}")
def one_case(channel: str, shop: str, case_no: str, world: TheWorld) -> dict[str, object]:
    return truth_of_case(_case(shop_named(world, channel, shop), case_no))


@router.patch("/{case_no}")
def change(
    channel: str, shop: str, case_no: str, wish: CaseChange, world: TheWorld
) -> dict[str, object]:
    """Changes one case; its modified time is now unless the change names another."""
    seller = shop_named(world, channel, shop)
    apply_change(world, seller, case_no, wish.model_dump(exclude_none=True))
    return truth_of_case(_case(seller, case_no))


def apply_change(world: World, shop: Shop, case_no: str, fields: Change) -> None:
    """The change takes place now."""
    case, now = _case(shop, case_no), world.now(shop.channel)
    try:
        shop.cases.change(changed_case(_terms(shop.channel), case, fields, now))
    except ValueError as error:
        raise HTTPException(422, str(error)) from error


def _case(shop: Shop, case_no: str) -> Case:
    case = shop.cases.find(case_no)
    if case is None:
        raise HTTPException(404, f"no case {case_no!r} in {shop.name}")
    return case


def _terms(channel: str) -> CaseTerms:
    terms = platform_of(channel).cases
    if terms is None:
        raise HTTPException(409, f"{channel} has no after-sale cases here")
    return terms
