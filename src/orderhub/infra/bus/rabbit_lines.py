"""Lines to RabbitMQ: opened and closed within limits, and taken from by batches."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from typing import cast

import aio_pika
import aiormq
from aio_pika.abc import AbstractConnection
from aio_pika.exceptions import AMQPError
from aiormq import Channel
from aiormq.abc import DeliveredMessage

from orderhub.infra.bus.address import AmqpAddress
from orderhub.kernel.errors import BrokerDown

BATCH = 200
CONNECT_S = 5.0
CLOSE_S = 2.0
ANSWER_S = 30.0
NO_BOUND = 0
"""Frames that may wait on their way. With aiormq's ten, each message takes a turn of the loop."""
HEARTBEAT_S = 15
# aiormq tells a closed channel by a RuntimeError of its own.
FAILURES = (AMQPError, OSError, RuntimeError)
aiormq.Connection.FRAME_BUFFER_SIZE = NO_BOUND
Take = Callable[[list[DeliveredMessage]], Awaitable[list[DeliveredMessage] | None]]
"""Returns those of a batch that the broker is to give up; None when it was stopped."""


async def connect(at: AmqpAddress) -> AbstractConnection:
    """A line, or one of `FAILURES` within `CONNECT_S`."""
    return await aio_pika.connect(at.url, timeout=CONNECT_S, heartbeat=HEARTBEAT_S)


async def wide_channel(connection: AbstractConnection) -> Channel:
    """aiormq's own, with confirms: aio_pika's would make an object and a task of each message."""
    if connection.transport is None:
        raise ConnectionError("the line to the broker ended")
    return cast(
        "Channel", await connection.transport.connection.channel(frame_buffer_size=NO_BOUND)
    )


async def hang_up(connection: AbstractConnection) -> None:
    """Let go of it, however it is."""
    with contextlib.suppress(TimeoutError, *FAILURES):
        async with asyncio.timeout(CLOSE_S):
            await connection.close()


@contextlib.asynccontextmanager
async def connected(at: AmqpAddress) -> AsyncGenerator[AbstractConnection]:
    """A line for the block."""
    connection = await connect(at)
    try:
        yield connection
    finally:
        await hang_up(connection)


@contextlib.contextmanager
def plain() -> Generator[None]:
    """aiormq ends what waits on a dead line by a bare Exception or, on a stuck one, by a
    CancelledError that is not ours: a task would end by it without a word."""
    try:
        yield
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise ConnectionError("the line to the broker was stuck") from None
    except Exception as error:
        if type(error) is Exception:
            raise ConnectionError("the line to the broker ended") from error
        raise


@contextlib.asynccontextmanager
async def told() -> AsyncGenerator[None]:
    """Say it in our words when the broker cannot be used."""
    try:
        async with asyncio.timeout(CONNECT_S * 2):
            yield
    except (*FAILURES, TimeoutError) as error:
        raise BrokerDown(f"the broker cannot be reached: {type(error).__name__}") from error


async def take_from(channel: Channel, queue: str, take: Take, stop: asyncio.Event) -> None:
    """Give batches to `take` and acknowledge what it has done; ends with `stop` or the channel."""
    arrived: asyncio.Queue[DeliveredMessage | None] = asyncio.Queue()

    def ring(*_: object) -> None:
        arrived.put_nowait(None)

    channel.on_consumer_cancel_callbacks.add(ring)  # the queue was deleted
    channel.closing.add_done_callback(ring)  # pyright: ignore[reportUnknownMemberType]
    stopping = asyncio.ensure_future(stop.wait())
    stopping.add_done_callback(ring)
    try:
        await channel.basic_qos(prefetch_count=BATCH, timeout=ANSWER_S)
        await channel.basic_consume(queue, arrived.put, timeout=ANSWER_S)
        while (first := await arrived.get()) is not None:
            batch = [first]
            while len(batch) < BATCH and not arrived.empty():
                if (more := arrived.get_nowait()) is None:
                    return
                batch.append(more)
            given_up = await take(batch)
            if given_up is None:
                return
            await _settle(channel, batch, given_up)
    finally:
        stopping.cancel()


async def _settle(
    channel: Channel, batch: list[DeliveredMessage], given_up: list[DeliveredMessage]
) -> None:
    bad = {one.delivery_tag for one in given_up}
    for one in given_up:
        await channel.basic_reject(_tag(one), requeue=False)
    if done := [one for one in batch if one.delivery_tag not in bad]:
        await channel.basic_ack(_tag(done[-1]), multiple=True)


def _tag(delivered: DeliveredMessage) -> int:
    if not delivered.delivery_tag:  # 0 would acknowledge all that is outstanding
        raise ConnectionError("a message without a tag")
    return delivered.delivery_tag
