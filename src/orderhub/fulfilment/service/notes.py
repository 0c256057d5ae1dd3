"""Seller's note and flag (卖家备注, 旗帜) written back to the channel (capability B15)."""

from datetime import datetime

from orderhub.access.facade import Actor, record
from orderhub.channels.facade import connector_of, get_shop
from orderhub.connector_kit.shipping import SellerNote
from orderhub.fulfilment.model.tasks import NewTask, Task, TaskKind
from orderhub.fulfilment.service.tasks import want
from orderhub.fulfilment.store import tasks
from orderhub.infra.db import Tx
from orderhub.infra.ids import new_id
from orderhub.kernel.errors import ChannelRefused, Conflict, NotFound
from orderhub.kernel.types import Refusal
from orderhub.orders.facade import standings
from orderhub.vault.facade import load_ring, open_people, seal_many

FIELD = "note"
MONTH = "%Y-%m"


async def write_note(
    tx: Tx, actor: Actor, number: str, said: tuple[str, int | None], now: datetime
) -> Task:
    """Let the channel have this note and flag (None leaves the flag); NotFound, or Conflict where
    the channel takes none. The text may name anybody, so it is sealed under the order's month."""
    found = [one for one in await standings(tx, refs=[number]) if one.number == number]
    if not found or not actor.sees(found[0].shop_id):
        raise NotFound("there is no such order")
    order = found[0]
    shop = await get_shop(tx, order.shop_id)
    if connector_of(shop.channel).set_note is None:
        raise Conflict(Refusal("no_notes_here", "this channel takes no notes from outside"))
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
    """Note and flag as they are to stand there. ChannelRefused once the text was erased."""
    ref = int(task.body["ref"])
    opened = (await open_people(tx, [ref])).get(ref)
    if opened is None:
        raise ChannelRefused("the note was erased on a person's request")
    return SellerNote(
        external_no=task.external_no, note=opened.get(FIELD, ""), flag=task.body["flag"]
    )
