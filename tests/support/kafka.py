"""The Kafka cluster of the tests: what its brokers can be told to do wrong (reference §5.5)."""

import ctypes

from orderhub.apps.bench.kafka import PARTITIONS, KafkaCluster

PRODUCE = 0
NOT_LEADER, TIMED_OUT, NOT_ENOUGH_REPLICAS = 6, 7, 19


class FaultyKafka(KafkaCluster):
    """Three brokers whose faults are to be had."""

    brokers = 3

    def all_down(self) -> None:
        for broker in range(1, self.brokers + 1):
            self._done(self._library.rd_kafka_mock_broker_set_down(self._handle, broker))

    def all_up(self) -> None:
        for broker in range(1, self.brokers + 1):
            self._done(self._library.rd_kafka_mock_broker_set_up(self._handle, broker))

    def lead(self, topic: str, broker: int) -> None:
        """Move every partition's leader to `broker`."""
        for partition in range(PARTITIONS):
            self._done(
                self._library.rd_kafka_mock_partition_set_leader(
                    self._handle, topic.encode(), partition, broker
                )
            )

    def refuse_produce(self, *codes: int) -> None:
        """The next calls of Produce get these errors, one each."""
        errors = (ctypes.c_int * len(codes))(*codes)
        self._library.rd_kafka_mock_push_request_errors_array(
            self._handle, ctypes.c_int16(PRODUCE), ctypes.c_size_t(len(codes)), errors
        )
