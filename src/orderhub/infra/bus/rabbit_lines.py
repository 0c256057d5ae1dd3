"""Lines to RabbitMQ: opened and closed within limits, and taken from by batches."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator

import aio_pika
from aio_pika.abc import AbstractConnection, AbstractIncomingMessage, AbstractQueue
from aio_pika.exceptions import AMQPError

from orderhub.infra.bus.address import AmqpAddress
from orderhub.kernel.errors import BrokerDown

BATCH = 200
CONNECT_S = 5.0
CLOSE_S = 2.0
ANSWER_S = 30.0
HEARTBEAT_S = 15
# aiormq tells a closed channel by a RuntimeError of its own.
FAILURES = (AMQPError, OSError, RuntimeError)
Take = Callable[[list[AbstractIncomingMessage]], Awaitable[bool]]


async def connect(at: AmqpAddress) -> AbstractConnection:
    """A line, or one of `FAILURES` within `CONNECT_S`."""
    return await aio_pika.connect(at.url, timeout=CONNECT_S, heartbeat=HEARTBEAT_S)


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


async def take_from(queue: AbstractQueue, take: Take, stop: asyncio.Event) -> None:
    """Give batches to `take` and acknowledge what it has done; ends with `stop` or the channel."""
    arrived: asyncio.Queue[AbstractIncomingMessage | None] = asyncio.Queue()

    def ring(*_: object) -> None:
        arrived.put_nowait(None)

    channel = await queue.channel.get_underlay_channel()
    channel.on_consumer_cancel_callbacks.add(ring)  # the queue was deleted
    queue.channel.close_callbacks.add(ring)
    stopping = asyncio.ensure_future(stop.wait())
    stopping.add_done_callback(ring)
    try:
        await queue.consume(arrived.put, timeout=ANSWER_S)
        while (first := await arrived.get()) is not None:
            batch = [first]
            while len(batch) < BATCH and not arrived.empty():
                if (more := arrived.get_nowait()) is None:
                    return
                batch.append(more)
            if not await take(batch):
                return
            if done := [one for one in batch if not one.processed]:  # else: all were rejected
                await done[-1].ack(multiple=True)
    finally:
        stopping.cancel()
