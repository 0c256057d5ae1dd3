"""Seller's note and flag (卖家备注, 旗帜) written back to the channel (capability B15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from orderhub.access.facade import Actor, record
from orderhub.channels.facade import connector_of, get_shop
from orderhub.connector_kit.shipping import SellerNote
from orderhub.fulfilment.model.tasks import NewTask, Task, TaskKind
from orderhub.fulfilment.service.splitting import order_of
from orderhub.fulfilment.service.tasks import want
from orderhub.fulfilment.store import tasks
from orderhub.infra.db import Tx
from orderhub.infra.ids import new_id
from orderhub.kernel.errors import AlreadyDone, ChannelRefused, Conflict, NotFound
from orderhub.kernel.types import ChannelCode, Refusal
from orderhub.vault.facade import load_ring, open_people, seal_many

FIELD = "note"
MONTH = "%Y-%m"


@dataclass(frozen=True, slots=True)
class NoteShown:
    """Whether the order's channel takes notes, the colours of its flags by number, and how the
    last write goes."""

    takes: bool
    flags: Mapping[int, str]
    written: Task | None


async def note_shown(tx: Tx, actor: Actor, number: str) -> NoteShown:
    """What can be written back, and what was; NotFound."""
    order = await order_of(tx, actor, number)
    connector = connector_of(ChannelCode(order.channel))
    written = await _newest(tx, order.id)
    return NoteShown(connector.set_note is not None, connector.note_flags, written)


async def write_note(
    tx: Tx, actor: Actor, number: str, said: tuple[str, int | None], now: datetime
) -> Task:
    """Let the channel have this note and flag (None leaves the flag); NotFound, or Conflict where
    the channel takes none. The text may name anybody, so it is sealed under the order's month."""
    order = await order_of(tx, actor, number)
    shop = await get_shop(tx, order.shop_id)
    connector = connector_of(shop.channel)
    if connector.set_note is None:
        raise Conflict(Refusal("no_notes_here", "this channel takes no notes from outside"))
    if said[1] is not None and said[1] not in connector.note_flags:
        raise Conflict(Refusal("no_such_flag", "this channel has no such flag"))
    month = order.placed_at.strftime(MONTH)
    ring = await load_ring(tx, shop.region, {month})
    (ref,) = await seal_many(tx, ring, [(order.id, month, {FIELD: said[0]})])
    task = NewTask(
        kind=TaskKind.NOTE,
        subject=f"{order.id}:{new_id()}",
        order_id=order.id,
        shop_id=order.shop_id,
        number=order.number,
        external_no=order.external_no,
        body={"ref": ref, "flag": said[1]},
    )
    (task_id,) = await want(tx, [task], now)
    await record(tx, actor, "fulfilment.note", f"order:{order.number}", shop_id=order.shop_id)
    made = await tasks.get(tx, task_id)
    if made is None:
        raise NotFound("there is no such task")
    return made


async def note_to_tell(tx: Tx, task: Task) -> SellerNote:
    """Note and flag as they are to stand there. AlreadyDone once a newer one takes their place,
    ChannelRefused once the text was erased."""
    newest = await _newest(tx, task.order_id)
    if newest is not None and newest.id > task.id:
        raise AlreadyDone("a newer note takes its place")
    ref = int(task.body["ref"])
    opened = (await open_people(tx, [ref])).get(ref)
    if opened is None:
        raise ChannelRefused("the note was erased on a person's request")
    return SellerNote(
        external_no=task.external_no, note=opened.get(FIELD, ""), flag=task.body["flag"]
    )


async def _newest(tx: Tx, order_id: int) -> Task | None:
    every = await tasks.of_order(tx, order_id)
    return next((task for task in reversed(every) if task.kind is TaskKind.NOTE), None)
