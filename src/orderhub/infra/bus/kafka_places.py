"""What the hub has on Kafka: one topic of events, one of dead letters, a group that reads each.

One topic for all events, because only a partition is in order: an order's events of every slice
must share one. The hub begins where the topic ends when it first comes, never at its start.
"""

from concurrent.futures import Future
from dataclasses import dataclass
from typing import cast

from confluent_kafka import (
    Consumer,
    ConsumerGroupTopicPartitions,
    KafkaError,
    KafkaException,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from orderhub.infra.bus.address import Options
from orderhub.infra.outbox import SHARDS

CALL_S = 5.0
REPLICAS = 3


@dataclass(frozen=True, slots=True)
class Places:
    """Names under `name`. Every method blocks for some round trips."""

    options: Options
    name: str

    @property
    def events(self) -> str:
        return f"{self.name}.events"

    @property
    def dead(self) -> str:
        return f"{self.name}.dead-letters"

    def group(self, name: str) -> str:
        return f"{self.name}.{name}"

    def make_topics(self) -> None:
        """Make the topics that are missing, with as many replicas as there are brokers, 3 at most.

        Raises KafkaException when the cluster does not let us: make them by hand then.
        """
        admin = AdminClient(self.options)
        known = admin.list_topics(timeout=CALL_S)
        missing = [t for t in (self.events, self.dead) if t not in known.topics]
        if not missing:
            return
        replicas = min(REPLICAS, len(known.brokers))
        config = {"min.insync.replicas": str(max(1, replicas - 1))}
        wanted = [
            NewTopic(topic, num_partitions=SHARDS, replication_factor=replicas, config=config)
            for topic in missing
        ]
        answers = cast(
            "dict[str, Future[None]]",
            admin.create_topics(wanted, request_timeout=CALL_S),  # pyright: ignore[reportUnknownMemberType]
        )
        for made in answers.values():
            try:
                made.result()
            except KafkaException as error:
                if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                    raise

    def found(self, name: str, partitions: int) -> None:
        """Give a new group its place: the end of the topic as it is now."""
        reader = Consumer({**self.options, "group.id": self.group(name)})
        try:
            known = reader.committed(self._all(partitions), timeout=CALL_S)
            fresh = [
                TopicPartition(self.events, p.partition, self._end(reader, p.partition))
                for p in known
                if p.offset < 0
            ]
            if fresh:
                reader.commit(offsets=fresh, asynchronous=False)
        finally:
            reader.close()

    def backlog(self, name: str, partitions: int) -> int:
        """Records that the group has not done yet."""
        admin = AdminClient(self.options)
        reader = Consumer({**self.options, "group.id": self.group("backlog")})
        try:
            ends = [self._end(reader, number) for number in range(partitions)]
        finally:
            reader.close()
        group = self.group(name)
        asked = ConsumerGroupTopicPartitions(group, self._all(partitions))
        answers = cast(
            "dict[str, Future[ConsumerGroupTopicPartitions]]",
            admin.list_consumer_group_offsets([asked], request_timeout=CALL_S),  # pyright: ignore[reportUnknownMemberType]
        )
        places = cast("list[TopicPartition]", answers[group].result().topic_partitions)
        return sum(max(0, ends[place.partition] - max(0, place.offset)) for place in places)

    def _all(self, partitions: int) -> list[TopicPartition]:
        return [TopicPartition(self.events, number) for number in range(partitions)]

    def _end(self, reader: Consumer, partition: int) -> int:
        at = TopicPartition(self.events, partition)
        return reader.get_watermark_offsets(at, timeout=CALL_S)[1]
