"""A Kafka cluster without a JVM: librdkafka's mock brokers, real TCP on loopback (reference §5.5).

Its C API is marked experimental, so `requirements.lock` holds the version.
"""

import ctypes
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import confluent_kafka

PRODUCE = 0
BROKERS = 3
PARTITIONS = 16
NOT_LEADER, TIMED_OUT, NOT_ENOUGH_REPLICAS = 6, 7, 19


class KafkaCluster:
    """Three brokers whose faults are to be had; `url` is their address."""

    def __init__(self, library: ctypes.CDLL, cluster: ctypes.c_void_p) -> None:
        self._library = library
        self._cluster = cluster
        servers = library.rd_kafka_mock_cluster_bootstraps(cluster).decode()
        self.url = f"kafka://{servers}"

    def make_topic(self, name: str) -> None:
        """The mock does not serve CreateTopics: topics are made here."""
        self._done(
            self._library.rd_kafka_mock_topic_create(
                self._cluster, name.encode(), PARTITIONS, BROKERS
            )
        )

    def all_down(self) -> None:
        for broker in range(1, BROKERS + 1):
            self._done(self._library.rd_kafka_mock_broker_set_down(self._cluster, broker))

    def all_up(self) -> None:
        for broker in range(1, BROKERS + 1):
            self._done(self._library.rd_kafka_mock_broker_set_up(self._cluster, broker))

    def lead(self, topic: str, broker: int) -> None:
        """Move every partition's leader to `broker`."""
        for partition in range(PARTITIONS):
            self._done(
                self._library.rd_kafka_mock_partition_set_leader(
                    self._cluster, topic.encode(), partition, broker
                )
            )

    def refuse_produce(self, *codes: int) -> None:
        """The next calls of Produce get these errors, one each."""
        errors = (ctypes.c_int * len(codes))(*codes)
        self._library.rd_kafka_mock_push_request_errors_array(
            self._cluster, ctypes.c_int16(PRODUCE), ctypes.c_size_t(len(codes)), errors
        )

    def _done(self, error: int) -> None:
        assert error == 0, f"the mock cluster answers {error}"


@contextmanager
def running_kafka() -> Generator[KafkaCluster, None, None]:
    """A cluster for the block, in this process."""
    package = Path(confluent_kafka.__file__).parent.parent
    [path] = (package / "confluent_kafka.libs").glob("librdkafka-*.so*")
    library = ctypes.CDLL(str(path))
    for name in ("rd_kafka_conf_new", "rd_kafka_new", "rd_kafka_mock_cluster_new"):
        getattr(library, name).restype = ctypes.c_void_p
    library.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
    words = ctypes.create_string_buffer(512)
    client = ctypes.c_void_p(
        library.rd_kafka_new(0, ctypes.c_void_p(library.rd_kafka_conf_new()), words, 512)
    )
    assert client.value, words.value
    cluster = ctypes.c_void_p(library.rd_kafka_mock_cluster_new(client, BROKERS))
    library.rd_kafka_mock_group_initial_rebalance_delay_ms(cluster, ctypes.c_int32(50))
    try:
        yield KafkaCluster(library, cluster)
    finally:
        library.rd_kafka_mock_cluster_destroy(cluster)
        library.rd_kafka_destroy(client)
