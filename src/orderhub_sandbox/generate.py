"""Makes orders that look like a real shop's day, from a seed and cheaply."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orderhub_sandbox.catalogue import BUYER_NOTES, GOODS, SELLER_MEMOS
from orderhub_sandbox.orders import ENDED, SENT, UNPAID, Line, Order
from orderhub_sandbox.people import make_recipient

_MIX = (
    ("to_ship",) * 40
    + ("shipped",) * 20
    + ("completed",) * 15
    + ("pending_payment",) * 10
    + ("cancelled",) * 4
    + ("closed_refunded",) * 4
    + ("paid_held",) * 3
    + ("partially_shipped",) * 2
    + ("delivered",) * 2
)
_CARRIERS = (
    ("SF", "顺丰速运"),
    ("ZTO", "中通快递"),
    ("YTO", "圆通速递"),
    ("YUNDA", "韵达快递"),
)
_FREIGHTS = (0, 0, 0, 800, 1200)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What one order should be like; `status` None is a mix of those the platform has words for."""

    words: Mapping[str, Sequence[str]]
    status: str | None = None
    lines: tuple[int, int] = (1, 3)


def make_order(
    rng: random.Random, recipe: Recipe, external_no: str, placed_at: int, end: int
) -> Order:
    """One order whose whole life so far lies between `placed_at` and `end` (epoch seconds)."""
    draw = rng.getrandbits(60)
    draw, mix = divmod(draw, len(_MIX))
    draw, freight = divmod(draw, len(_FREIGHTS))
    draw, note = divmod(draw, len(BUYER_NOTES))
    draw, memo = divmod(draw, len(SELLER_MEMOS))
    draw, delay = divmod(draw, 600)
    draw, carrier = divmod(draw, len(_CARRIERS))
    status = recipe.status or (_MIX[mix] if _MIX[mix] in recipe.words else "to_ship")
    room = end - placed_at
    paid_at = None if status in UNPAID else placed_at + _within(room, 15 + delay, delay)
    reached = paid_at or placed_at
    shipped_at = ended_at = None
    if status in SENT:
        reached = shipped_at = max(reached, placed_at + _within(room, 20000 + delay * 60, delay))
    if status in ENDED:
        reached = ended_at = max(reached, placed_at + _within(room, 90000 + delay * 500, delay))
    recipient = make_recipient(rng)
    return Order(
        external_no=external_no,
        status=status,
        raw_status=recipe.words[status][0],
        lines=_make_lines(rng, recipe.lines),
        recipient=recipient,
        buyer_no=f"AAH{draw % 90000 + 10000}{recipient.phone[-4:]}",
        buyer_name=f"{recipient.name[0]}{recipient.district[:2]}{draw % 9000 + 1000}",
        freight_minor=_FREIGHTS[freight],
        placed_at=placed_at,
        paid_at=paid_at,
        shipped_at=shipped_at,
        ended_at=ended_at,
        modified_at=reached,
        entered_at=reached,
        buyer_note=BUYER_NOTES[note],
        seller_memo=SELLER_MEMOS[memo],
        seller_flag=memo % 6 if SELLER_MEMOS[memo] else 0,
        carrier=_CARRIERS[carrier][1] if shipped_at else "",
        waybill_no=f"{_CARRIERS[carrier][0]}{external_no[-12:]}" if shipped_at else "",
    )


def _within(room: int, wish: int, delay: int) -> int:
    """The wished seconds, or a share of the room when it is too small: no pile at its end."""
    return wish if wish <= room else room * delay // 600


def _make_lines(rng: random.Random, between: tuple[int, int]) -> tuple[Line, ...]:
    low, high = between
    made: list[Line] = []
    for position in range(low + rng.getrandbits(16) % (high - low + 1)):
        draw = rng.getrandbits(40)
        draw, chosen = divmod(draw, len(GOODS))
        draw, tenth = divmod(draw, 4)
        good = GOODS[chosen]
        quantity = 1 if draw % 5 else 2
        # a discount of up to 9 % on every fourth line, whole fen
        discount = 0 if tenth else good.price_minor * quantity * (draw % 10) // 100
        made.append(
            Line(
                line_no=str(position + 1),
                sku_code=good.sku_code,
                title=good.title,
                variant=good.variant,
                quantity=quantity,
                price_minor=good.price_minor,
                discount_minor=discount,
                item_no=good.item_no,
                sku_no=good.sku_no,
            )
        )
    return tuple(made)
