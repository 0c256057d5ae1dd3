"""Asking a source: how people want it, and what an answer leads to."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from orderhub.access.facade import Actor, record
from orderhub.connector_kit.expressions import compile_expression
from orderhub.infra import live
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.kernel.errors import InvalidInput
from orderhub.partners.facade import host_of
from orderhub.sources.decide.asking import OVERLAP, again_after, next_cursor
from orderhub.sources.model.rows import CallOutcome, ReceiptWay, Received
from orderhub.sources.model.sources import PullPlan, Source
from orderhub.sources.service.intake import Arrived, parsed, take
from orderhub.sources.store import pulls, receipts, sources


@dataclass(frozen=True, slots=True, kw_only=True)
class PullWish:
    """How a person wants a source asked; an empty `url` or `credential` leaves it as it was.
    `private`: whether this installation lets people enter addresses of its own network."""

    plan: PullPlan
    url: str = field(default="", repr=False)
    header: str = ""
    credential: str = field(default="", repr=False)
    private: bool = False


async def set_pull(
    tx: Tx, master: MasterKey, actor: Actor, source_id: int, wish: PullWish, now: datetime
) -> None:
    """Ask it so, at once and then on. NotFound, InvalidInput."""
    await sources.lock(tx, source_id)
    known = await sources.open_secrets(tx, master, source_id)
    url = wish.url or known.url
    host = host_of(url, private=wish.private)
    if url != known.url and not wish.credential:
        known = replace(known, credential="")  # A secret goes to no other address by itself.
    if wish.plan.cursor_path:
        compile_expression(wish.plan.cursor_path, "document")
    after = replace(
        known, url=url, header=wish.header, credential=wish.credential or known.credential
    )
    await sources.seal_anew(tx, master, source_id, after, now)
    await pulls.plan(tx, source_id, wish.plan, host, now)
    detail = {"host": host, "every_s": wish.plan.every_s}
    await record(tx, actor, "sources.set_pull", f"source:{source_id}", detail=detail)
    live.announce(tx, "sources", source_id=source_id)


async def stop_pull(tx: Tx, master: MasterKey, actor: Actor, source_id: int, now: datetime) -> None:
    """Ask it no more, and forget its address and credential. NotFound."""
    await sources.lock(tx, source_id)
    known = await sources.open_secrets(tx, master, source_id)
    await sources.seal_anew(
        tx, master, source_id, replace(known, url="", header="", credential=""), now
    )
    await pulls.plan(tx, source_id, None, "", now)
    await record(tx, actor, "sources.stop_pull", f"source:{source_id}")
    live.announce(tx, "sources", source_id=source_id)


async def take_answer(
    tx: Tx, asked: Source, body: bytes, times: tuple[datetime, datetime], ms: int
) -> Received:
    """Rows in, and the place they were read to, in one transaction; `times`: when it was asked, and
    now. InvalidInput for what is no JSON or too much."""
    began, now = times
    source = await sources.lock(tx, asked.id)
    received = await take(tx, source, Arrived(way=ReceiptWay.PULL, body=body, at=now, ms=ms))
    if source.pull is not None:
        cursor = next_cursor(parsed(body), source, source.pull)
        more = cursor != source.pull_cursor and bool(received.rows)
        due = now if more else now + again_after(source.pull, 0)
        await pulls.note_good(tx, source.id, (cursor, began - OVERLAP), due)
    return received


async def note_failure(
    tx: Tx, asked: Source, ended: tuple[CallOutcome, str, int], now: datetime
) -> None:
    """It brought nothing: told, and asked again later and later."""
    await receipts.add_failure(tx, asked.id, ReceiptWay.PULL, ended, now)
    if asked.pull is not None:
        due = now + again_after(asked.pull, asked.pull_failures + 1)
        await pulls.note_failure(tx, asked.id, due)
    live.announce(tx, "sources", source_id=asked.id)


def pull_of(source: Source) -> PullPlan:
    """How it is asked; InvalidInput where it is not."""
    if source.pull is None:
        raise InvalidInput("this source is not asked; say first where and how")
    return source.pull
