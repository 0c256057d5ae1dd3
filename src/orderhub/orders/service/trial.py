"""Rules tried on past orders (试运行): what a draft would have said, nothing is changed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orderhub.access.facade import Actor
from orderhub.infra.db import Tx
from orderhub.orders.queries.filters import OrderFilter, Search, visible_shops
from orderhub.orders.queries.past_orders import last_orders
from orderhub.orders.service.asked import note_refs, variables
from orderhub.rules.facade import Rule, Verdict, draft_book, evaluate
from orderhub.vault.facade import open_people

EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Touched:
    """An order that the draft would have touched, and by which of its rules."""

    number: str
    tags: tuple[str, ...]
    priority: int
    review: str | None
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """`by_rule` counts orders by rule key."""

    looked_at: int
    touched: int
    by_rule: Mapping[str, int]
    examples: tuple[Touched, ...]


async def try_rules(tx: Tx, actor: Actor, rules: Sequence[Rule], last_n: int) -> Trial:
    """Evaluate a draft on the last orders the actor sees; InvalidInput names faulty rules."""
    book = draft_book(rules)
    search = Search(filter=OrderFilter(), shops=visible_shops(actor.shops, ()))
    orders = await last_orders(tx, search, last_n)
    opened = await open_people(tx, note_refs(orders))
    by_rule: Counter[str] = Counter()
    touched: list[Touched] = []
    for row in orders:
        verdict = evaluate(book, variables(row, opened))
        if not verdict.reasons:
            continue
        found = _touched(row["number"], verdict)
        touched.append(found)
        by_rule.update(found.rules)
    return Trial(len(orders), len(touched), by_rule, tuple(touched[:EXAMPLES]))


def _touched(number: str, verdict: Verdict) -> Touched:
    keys = {hit.rule.split(".", 1)[-1].partition("@")[0] for hit in verdict.reasons}
    return Touched(
        number=number,
        tags=tuple(hit.tag for hit in verdict.tags),
        priority=verdict.priority,
        review=verdict.review,
        rules=tuple(sorted(keys)),
    )
