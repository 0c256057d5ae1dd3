"""Kafka's blocking client, moved to threads of its own: a producer and readers."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka import Message as Record

from orderhub.infra.bus.address import Options
from orderhub.infra.bus.envelope import CONTENT_TYPE
from orderhub.infra.telemetry import log

POLL_S = 0.2
SESSION_MS = 10_000
HEARTBEAT_MS = 500
SILENCE_MS = 9_000
T = TypeVar("T")
HEADERS: list[tuple[str, str | bytes | None]] = [("content-type", CONTENT_TYPE)]


class Line:
    """An idempotent producer: `send` returns when all replicas in sync have the record."""

    def __init__(self, options: Options) -> None:
        self._producer = Producer(
            {
                **options,
                "enable.idempotence": True,
                "acks": "all",
                "linger.ms": 1,
                "message.timeout.ms": SILENCE_MS,
                "allow.auto.create.topics": True,
                "error_cb": _heard,
            }
        )
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._turn, name="kafka-producer", daemon=True)
        self._thread.start()

    async def send(
        self,
        topic: str,
        body: bytes,
        *,
        key: str,
        partition: int = -1,
    ) -> None:
        """Raises KafkaException when it was refused, or nobody knows."""
        loop = asyncio.get_running_loop()
        told: asyncio.Future[None] = loop.create_future()

        def settle(error: KafkaError | None) -> None:
            if told.done():
                return
            if error is None:
                told.set_result(None)
            else:
                told.set_exception(KafkaException(error))

        def delivered(error: KafkaError | None, _: Record) -> None:
            with contextlib.suppress(RuntimeError):  # The loop is gone: nobody waits.
                loop.call_soon_threadsafe(settle, error)

        self._producer.produce(topic, body, key, partition, on_delivery=delivered, headers=HEADERS)
        await told

    def partitions(self, topic: str) -> int:
        """How many the topic has; 0 when there is no such topic. Blocks."""
        found = self._producer.list_topics(topic, timeout=5).topics.get(topic)
        return 0 if found is None or found.error is not None else len(found.partitions)

    def close(self) -> None:
        """Drop what is not sent: the relay sends it again."""
        self._closed.set()

    def _turn(self) -> None:
        while not self._closed.is_set():
            self._producer.poll(POLL_S)
        self._producer.purge()
        self._producer.poll(0)


class Reader:
    """One member of a group, whose offsets move only when told. One thread does all its calls."""

    def __init__(self, options: Options, group: str, topic: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"kafka {group}")
        self._consumer = Consumer(
            {
                **options,
                "group.id": group,
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "session.timeout.ms": SESSION_MS,
                "heartbeat.interval.ms": HEARTBEAT_MS,
                "error_cb": _heard,
            }
        )
        self._consumer.subscribe([topic])

    async def take(self, limit: int) -> list[Record]:
        """What has arrived, at most `limit`; empty after a short while without any."""
        return await self._in_thread(lambda: self._take(limit))

    async def done(self, records: Sequence[Record]) -> None:
        """Commit past `records`. A group that has moved on meanwhile does not mind."""
        await self._in_thread(lambda: self._done(records))

    async def close(self) -> None:
        """Leave the group."""
        await self._in_thread(self._consumer.close)
        self._thread.shutdown(wait=False)

    async def _in_thread(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    def _take(self, limit: int) -> list[Record]:
        first = self._consumer.poll(POLL_S)
        if first is None:
            return []
        records = [first, *self._consumer.consume(limit - 1, timeout=0)]
        for record in records:
            if (error := record.error()) is not None and not error.retriable():
                raise KafkaException(error)
        return [record for record in records if record.error() is None]

    def _done(self, records: Sequence[Record]) -> None:
        ends: dict[int, int] = {}
        topic = ""
        for record in records:
            topic = record.topic() or ""
            ends[record.partition() or 0] = (record.offset() or 0) + 1
        offsets = [TopicPartition(topic, partition, end) for partition, end in ends.items()]
        try:
            self._consumer.commit(offsets=offsets, asynchronous=False)
        except KafkaException as error:
            # Another member has the partition now, and repeats; the inbox knows what was done.
            log.info("bus.commit_late", error=error.args[0].name())


def _heard(error: KafkaError) -> None:
    log.warning("bus.kafka", error=error.name())
