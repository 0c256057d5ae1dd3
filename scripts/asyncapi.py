"""Write docs/asyncapi.json from what the slices announce (`ANNOUNCED` in their events.py)."""

import importlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from orderhub.infra.bus.envelope import CONTENT_TYPE, Envelope

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "asyncapi.json"
SCHEMAS = "#/components/schemas/{model}"


def announced() -> dict[str, type]:
    """Topic → what its `data` is, of every slice."""
    found: dict[str, type] = {}
    for path in sorted((ROOT / "src" / "orderhub").glob("*/events.py")):
        if path.parent.name != "kernel":
            module = importlib.import_module(f"orderhub.{path.parent.name}.events")
            found |= module.ANNOUNCED
    return dict(sorted(found.items()))


def document() -> dict[str, Any]:
    """AsyncAPI 3: one channel, a message and an operation for each topic."""
    schemas: dict[str, Any] = {}
    messages = {topic: _message(topic, kind, schemas) for topic, kind in announced().items()}
    schemas["Envelope"] = Envelope.model_json_schema(ref_template=SCHEMAS)
    channel = {
        "address": "orderhub.events",
        "description": "RabbitMQ: topic exchange, routing key = type. Kafka: topic, key = subject.",
        "messages": {topic: {"$ref": f"#/components/messages/{topic}"} for topic in messages},
    }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "OrderHub events", "version": version("orderhub")},
        "defaultContentType": CONTENT_TYPE.partition(";")[0],
        "channels": {"events": channel},
        "operations": {
            "announce": {"action": "send", "channel": {"$ref": "#/channels/events"}},
        },
        "components": {"messages": messages, "schemas": schemas},
    }


def _message(topic: str, kind: type, schemas: dict[str, Any]) -> dict[str, Any]:
    data = TypeAdapter(kind).json_schema(ref_template=SCHEMAS)
    schemas.update(data.pop("$defs", {}))
    schemas[kind.__name__] = data
    body = {"type": {"const": topic}, "data": {"$ref": SCHEMAS.format(model=kind.__name__)}}
    return {
        "name": topic,
        "summary": data.get("description", ""),
        "payload": {"allOf": [{"$ref": SCHEMAS.format(model="Envelope")}, {"properties": body}]},
    }


def text() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
