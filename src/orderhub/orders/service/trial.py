"""Rules tried on past orders (试运行): what a draft would have said, nothing is changed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from orderhub.access.facade import Actor
from orderhub.infra.db import Tx
from orderhub.orders.queries.filters import OrderFilter, Search, visible_shops
from orderhub.orders.queries.past_orders import last_orders
from orderhub.rules.facade import Rule, Verdict, draft_book, evaluate
from orderhub.vault.facade import open_people

SHANGHAI = timedelta(hours=8)
NOTES = ("buyer_note", "seller_note")
EXAMPLES = 20
SAME = (
    "total_minor", "goods_minor", "freight_minor", "discount_minor", "currency", "quantity",
    "line_count", "channel", "shop_id", "province", "city", "district", "presale", "placed_at",
)  # fmt: skip


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
    opened = await open_people(tx, {ref for row in orders for ref in _refs(row)})
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


def variables(row: Mapping[str, Any], opened: Mapping[int, Mapping[str, str]]) -> dict[str, Any]:
    """What a rule sees of a past order: the same variables as of an arriving one."""
    placed, people = row["placed_at"], row["people"]
    notes = {
        name: opened.get(people[name]["ref"], {}).get(name, "") if name in people else ""
        for name in NOTES
    }
    return {
        **{name: row[name] for name in SAME},
        **notes,
        "total": row["total_minor"] / 100,
        "skus": list(row["skus"]),
        "titles": list(row["titles"]),
        "seller_flag": row["seller_flag"] or 0,
        "paid_at": row["paid_at"] or placed,
        "hour": (placed + SHANGHAI).hour,
        "attributes": row["attributes"] or {},
    }


def _refs(row: Mapping[str, Any]) -> Iterable[int]:
    people = row["people"]
    return (people[name]["ref"] for name in NOTES if name in people and people[name]["ref"])


def _touched(number: str, verdict: Verdict) -> Touched:
    keys = {hit.rule.split(".", 1)[-1].partition("@")[0] for hit in verdict.reasons}
    return Touched(
        number=number,
        tags=tuple(hit.tag for hit in verdict.tags),
        priority=verdict.priority,
        review=verdict.review,
        rules=tuple(sorted(keys)),
    )
