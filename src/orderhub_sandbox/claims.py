"""Places after-sale cases and changes them, as buyers, sellers and tests do."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from orderhub_sandbox.cases import Case, CaseTerms
from orderhub_sandbox.clock import read_iso
from orderhub_sandbox.orders import Order
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

Change = Mapping[str, object]
_REASONS = ("不想要了", "拍错了", "商品质量问题", "与描述不符", "少件漏发", "7天无理由退换货")
_TEXTS = ("kind", "status", "reason", "return_carrier", "return_waybill_no")


@dataclass(frozen=True, slots=True)
class Claims:
    """Cases to place over a closed span (epoch seconds), one for each override."""

    terms: CaseTerms
    start: int
    end: int
    overrides: Sequence[Change]
    rng: random.Random


def place_cases(world: World, shop: Shop, claims: Claims) -> list[Case]:
    """Spreads the cases evenly over the orders. ValueError for an order or a word that is not
    known, or when there is no order to claim about."""
    orders = shop.book.every()
    if not orders:
        raise ValueError("there are no orders to claim about")
    made = [
        _case(world, shop, claims, (orders[at % len(orders)], at))
        for at in range(len(claims.overrides))
    ]
    shop.cases.add(made)
    return made


def changed_case(terms: CaseTerms, case: Case, change: Change, now: int) -> Case:
    """The case after one change; `modified_at` is now unless the change names another."""
    texts = {name: str(change[name]) for name in _TEXTS if name in change}
    amount = change.get("amount_minor", case.amount_minor)
    at = change.get("modified_at")
    case = replace(
        case,
        **texts,
        amount_minor=int(str(amount)),
        modified_at=read_iso(str(at)) if at else now,
        version=case.version + 1,
    )
    return _checked(terms, case)


def _case(world: World, shop: Shop, claims: Claims, about: tuple[Order, int]) -> Case:
    order, position = about
    override, rng = claims.overrides[position], claims.rng
    if named := override.get("external_no"):
        found = shop.book.find(str(named))
        if found is None:
            raise ValueError(f"no order {named!r}")
        order = found
    kind = str(override.get("kind") or rng.choice(claims.terms.kinds))
    fitting = claims.terms.statuses_of(kind) if kind in claims.terms.kinds else ()
    status = str(override.get("status") or rng.choice(fitting or ("requested",)))
    line = order.lines[rng.randrange(len(order.lines))]
    created_at = claims.start + (claims.end - claims.start) * position // len(claims.overrides)
    if override.get("created_at"):
        created_at = read_iso(str(override["created_at"]))
    number = override.get("case_no") or claims.terms.number(shop.index, world.next_serial())
    line_no = str(override.get("line_no", line.line_no))
    case = Case(
        case_no=str(number),
        external_no=order.external_no,
        line_no=line_no,
        kind=kind,
        status=status,
        amount_minor=_amount(order, line_no),
        reason=rng.choice(_REASONS),
        created_at=created_at,
        modified_at=created_at,
    )
    if case.with_return:
        waybill = f"YT{int(order.placed_at) % 10**9:09d}{position % 1000:03d}"
        case = replace(case, return_carrier="圆通速递", return_waybill_no=waybill)
    last = changed_case(claims.terms, case, override, created_at)
    return replace(last, version=1)


def _amount(order: Order, line_no: str) -> int:
    paid = (line.paid_minor for line in order.lines if line.line_no == line_no)
    return next(paid, order.total_minor)


def _checked(terms: CaseTerms, case: Case) -> Case:
    if case.kind not in terms.kinds or case.status not in terms.statuses:
        raise ValueError(f"no {case.kind} case that is {case.status} here")
    return case
