"""What is an event of ours on a broker, and what PostgreSQL could not keep."""

from typing import Any

import orjson
import pytest

from orderhub.infra.bus.envelope import opened, sealed
from orderhub.kernel.errors import ContractViolation
from tests.support.buses import message

BEYOND = 2**63


def body(**changed: Any) -> bytes:
    return orjson.dumps({**orjson.loads(sealed(message("o", 1), "hub")), **changed})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("data", {"deep": ["\x00"]}),
        ("data", {"\x00": 1}),
        ("data", {"said": "\\\x00"}),
        ("id", "a\x00"),
        ("id", "a" * 501),
        ("subject", "a\x00"),
        ("type", "a" * 501),
        ("aggregateversion", BEYOND),
        ("aggregateversion", -1),
    ],
)
def test_what_cannot_be_kept_is_no_event(field: str, value: object) -> None:
    """It would hold up everybody's events behind it."""
    with pytest.raises(ContractViolation, match=field):
        opened(body(**{field: value}))


def test_an_integer_beyond_64_bits_is_no_event() -> None:
    with pytest.raises(ContractViolation, match="data"):
        opened(body(data={"n": 17}).replace(b"17", b"99999999999999999999999"))


def test_a_text_that_only_looks_like_a_nul_is_kept() -> None:
    said = {"said": "\\u0000"}
    assert opened(body(data=said, aggregateversion=BEYOND - 1)).data == said
