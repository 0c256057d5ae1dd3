"""`ORDERHUB_BUS_URL` taken apart."""

import pytest

from orderhub.infra.bus.address import KafkaAddress, address
from orderhub.kernel.errors import ConfigError


def _kafka(options: str) -> KafkaAddress:
    at = address(f"kafka://broker:9092?name=n{options}")
    assert isinstance(at, KafkaAddress)
    return at


def test_only_readers_of_kafka_are_told_how_long_a_broker_may_keep_them_waiting() -> None:
    at = _kafka("&fetch_wait_ms=20")
    assert at.reading == {"fetch.wait.max.ms": 20}
    assert at.options == {"bootstrap.servers": "broker:9092", "security.protocol": "plaintext"}
    assert _kafka("").reading == {"fetch.wait.max.ms": 500}


@pytest.mark.parametrize("wait", ["0", "-1", "5001", "1.5", "soon", "²"])
def test_a_wait_that_is_none_is_refused(wait: str) -> None:
    with pytest.raises(ConfigError, match="fetch_wait_ms must be from 1 to 5000"):
        _kafka(f"&fetch_wait_ms={wait}")
