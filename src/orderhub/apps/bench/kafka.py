"""A Kafka cluster without a JVM: librdkafka's mock brokers, real TCP on loopback (reference §5.5).

Its C API is marked experimental, so `requirements.lock` holds the version.
"""

import ctypes
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

PARTITIONS = 16
FETCH_WAIT_MS = 20


class KafkaCluster:
    """Brokers that forget everything at their end.

    Who asks one that has nothing is answered at the end of its wait, even when something comes
    meanwhile: half a second by default, where Kafka answers at once. So its readers ask often.
    """

    brokers = 1

    def __init__(self, library: ctypes.CDLL, handle: ctypes.c_void_p) -> None:
        self._library = library
        self._handle = handle
        self._servers = library.rd_kafka_mock_cluster_bootstraps(handle).decode()

    def address(self, name: str) -> str:
        """`ORDERHUB_BUS_URL` of a hub called `name`."""
        return f"kafka://{self._servers}?name={name}&fetch_wait_ms={FETCH_WAIT_MS}"

    def make_topics(self, name: str) -> None:
        """What a hub called `name` needs: the mock does not serve CreateTopics."""
        for topic in (f"{name}.events", f"{name}.dead-letters"):
            made = self._library.rd_kafka_mock_topic_create(
                self._handle, topic.encode(), PARTITIONS, self.brokers
            )
            self._done(made)

    def _done(self, error: int) -> None:
        if error:
            raise RuntimeError(f"the mock cluster answers {error}")


Cluster = TypeVar("Cluster", bound=KafkaCluster)


@contextmanager
def running_kafka(kind: type[Cluster]) -> Generator[Cluster]:
    """A cluster for the block, in this process."""
    import confluent_kafka  # noqa: PLC0415 - only who has it

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
    if not client.value:
        raise RuntimeError(f"no mock cluster: {words.value.decode()}")
    cluster = ctypes.c_void_p(library.rd_kafka_mock_cluster_new(client, kind.brokers))
    library.rd_kafka_mock_group_initial_rebalance_delay_ms(cluster, ctypes.c_int32(50))
    try:
        yield kind(library, cluster)
    finally:
        library.rd_kafka_mock_cluster_destroy(cluster)
        library.rd_kafka_destroy(client)
