"""Every change of an order or a case becomes a message of its shop; faults on their way out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from orderhub_sandbox.cases import Case
from orderhub_sandbox.faults import CallPlace, Fault
from orderhub_sandbox.orders import Order
from orderhub_sandbox.outbox import Message, Target
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_OK = 200


@dataclass(frozen=True, slots=True)
class Post:
    """A push over HTTP, built and signed; `query` is put behind the target's address."""

    headers: Mapping[str, str]
    body: bytes
    query: str = ""


def said_ok(status: int, _body: bytes) -> bool:
    return status == _OK


@dataclass(frozen=True, slots=True)
class Notices:
    """How a platform tells of changes.

    `topics`: event → the platform's topic word. Events are `order.<status>` and `case.<status>`
    (new, or another status), `order.noted` (seller's note or flag), `order.moved` (address),
    `order.changed`, `case.changed` (anything else) and `shop.revoked`; one that is not named here
    leaves no message. `post(world, shop, messages, secret)`, where the platform pushes over HTTP,
    builds a push of at most `most` messages signed with that secret (the target's own, else the
    app's); `acknowledged(status, body)` reads the answer.
    """

    topics: Mapping[str, str]
    post: "Callable[[World, Shop, Sequence[Message], str], Post] | None" = None
    acknowledged: Callable[[int, bytes], bool] = said_ok
    most: int = 1


def announce(world: World, notices: Notices, shop: Shop) -> None:
    """From now on changes of this shop leave messages in its outbox, while that is open."""
    shop.book.watch(partial(_order_told, world, notices, shop))
    shop.cases.watch(partial(_case_told, world, notices, shop))


def put(world: World, notices: Notices, shop: Shop, event: str, about: Order | Case | None) -> None:
    """One message about an order, a case, or (None) the shop itself."""
    topic = notices.topics.get(event)
    if topic is None or not shop.outbox.listening:
        return
    shop.outbox.put(
        Message(
            message_no=str(world.next_serial()),
            event=event,
            topic=topic,
            external_no=about.external_no if about else "",
            case_no=about.case_no if isinstance(about, Case) else "",
            at=about.modified_at if about else world.now(shop.channel),
        )
    )


def due(world: World, shop: Shop, most: int) -> list[Message]:
    """The messages to hand out now, as the faults of the way have them: F27 twice, F28 out of
    order, F34 held back for a burst, F36 lost."""
    box, place = shop.outbox, place_of(shop)
    for kind, fewest in (("F34", 20), ("F28", 2)):
        held = _armed(world, kind, place)
        if held and len(box.waiting) < held.number("count", fewest):
            return []
    messages = box.take(most)
    if messages and world.faults.take("F34", place):
        messages += box.take(len(box.waiting))
    if messages and world.faults.take("F28", place):
        messages.reverse()
    if messages and world.faults.take("F36", place):
        box.confirm([messages.pop(0).message_no])
    if messages and world.faults.take("F27", place):
        messages.insert(0, messages[0])
    return messages


def place_of(shop: Shop) -> CallPlace:
    """Where faults of messages meet; their `method` is `notice`."""
    return CallPlace(shop.channel, "notice", shop.app.key, shop.name, shop.index)


def secret_of(shop: Shop, target: Target) -> str:
    return target.secret or shop.app.secret


def _armed(world: World, kind: str, place: CallPlace) -> Fault | None:
    return next((f for f in world.faults.armed() if f.kind == kind and f.meets(place)), None)


def _order_told(world: World, notices: Notices, shop: Shop, number: str) -> None:
    order, before = shop.book.find(number), shop.book.before(number)
    if order is not None:
        put(world, notices, shop, _order_event(order, before), order)


def _order_event(order: Order, before: Order | None) -> str:
    if before is None or before.status != order.status:
        return f"order.{order.status}"
    if (before.seller_memo, before.seller_flag) != (order.seller_memo, order.seller_flag):
        return "order.noted"
    return "order.moved" if before.recipient != order.recipient else "order.changed"


def _case_told(world: World, notices: Notices, shop: Shop, number: str) -> None:
    case, before = shop.cases.find(number), shop.cases.before(number)
    if case is not None:
        same = before is not None and before.status == case.status
        put(world, notices, shop, "case.changed" if same else f"case.{case.status}", case)
