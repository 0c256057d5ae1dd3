"""CloudEvents 1.0 around a message, in structured JSON: what lies on a broker."""

from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, ValidationError

from orderhub.infra.bus import Message
from orderhub.kernel.errors import ContractViolation

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
SPEC = "1.0"
LONGEST = 500


def _kept(data: dict[str, Any]) -> dict[str, Any]:
    """PostgreSQL keeps no NUL and orjson no integer beyond 64 bits."""
    try:
        written = orjson.dumps(data)
    except TypeError as error:
        raise ValueError(str(error)) from None
    if rb"\u0000" in written.replace(rb"\\", b""):
        raise ValueError("a NUL within")
    return data


Word = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=LONGEST)]


class Envelope(BaseModel):
    """`subject` is the key and `aggregateversion` its version; `id` is unique within `source`. What
    could not be kept is no event of ours."""

    specversion: str = Field(pattern=r"^1\.0$")
    id: Word = Field(min_length=1)
    source: Word = Field(min_length=1)
    type: Word = Field(min_length=1)
    subject: Word
    time: AwareDatetime
    datacontenttype: str = "application/json"
    aggregateversion: int = Field(ge=0, lt=2**63)
    data: Annotated[dict[str, Any], AfterValidator(_kept)]


def source_of(name: str) -> str:
    """The `source` of what the installation called `name` on its broker tells."""
    return f"urn:orderhub:{name}"


def sealed(message: Message, name: str) -> bytes:
    """`message` as the body of a broker's message."""
    return orjson.dumps(
        {
            "specversion": SPEC,
            "id": message.id,
            "source": source_of(name),
            "type": message.topic,
            "subject": message.key,
            "time": message.occurred_at.isoformat(),
            "datacontenttype": "application/json",
            "aggregateversion": message.version,
            "data": message.data,
        }
    )


def opened(body: bytes) -> Message:
    """The message in `body`; ContractViolation names the field that is wrong, never its value."""
    try:
        found = Envelope.model_validate_json(body)
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise ContractViolation(f"no CloudEvent: {field or 'JSON'}", field=field) from None
    return Message(
        id=found.id,
        topic=found.type,
        key=found.subject,
        version=found.aggregateversion,
        occurred_at=found.time,
        data=found.data,
    )
