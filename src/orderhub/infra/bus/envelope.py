"""CloudEvents 1.0 around a message, in structured JSON: what lies on a broker."""

from typing import Any

import orjson
from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from orderhub.infra.bus import Message
from orderhub.kernel.errors import ContractViolation

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
SPEC = "1.0"


class Envelope(BaseModel):
    """`subject` is the key and `aggregateversion` its version; `id` is unique within `source`."""

    specversion: str = Field(pattern=r"^1\.0$")
    id: str = Field(min_length=1)
    source: str = Field(min_length=1)
    type: str = Field(min_length=1)
    subject: str
    time: AwareDatetime
    datacontenttype: str = "application/json"
    aggregateversion: int
    data: dict[str, Any]


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
