"""Seller's note and flag, written back to the channel."""

from typing import Annotated

from fastapi import Path

from orderhub.access.facade import CurrentActor, policy
from orderhub.fulfilment.schemas.desk import TaskOut
from orderhub.fulfilment.schemas.notes import NoteIn, NoteOut
from orderhub.fulfilment.service.notes import note_shown, write_note
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, NotFound

router = Router(prefix="/fulfilment/notes", tags=["fulfilment"])


Number = Annotated[str, Path(max_length=40, pattern=r"^[!-~]+$")]


@router.get(
    "/{number}",
    summary="Show how a note goes back",
    dependencies=[policy("orders.read")],
    responses=problems(NotFound),
)
async def show_note(number: Number, actor: CurrentActor, tx: Transaction) -> NoteOut:
    """Whether the channel takes notes, its flags, and how the last write goes."""
    return NoteOut.of(await note_shown(tx, actor, number))


@router.put(
    "/{number}",
    summary="Write a note back",
    dependencies=[policy("orders.write")],
    responses=problems(NotFound, Conflict),
)
async def write_note_back(
    number: Number,
    body: NoteIn,
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
) -> TaskOut:
    """The channel is told within about a second; the task says how it went."""
    return TaskOut.of(await write_note(tx, actor, number, (body.note, body.flag), now))
