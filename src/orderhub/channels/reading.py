"""How a shop's rows are read: the mappings in force, compiled once per version. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import orjson

from orderhub.channels.model import MappingKind, Published
from orderhub.connector_kit.attributes import (
    AttributeField,
    AttributeMapping,
    Attributes,
    compile_attributes,
)
from orderhub.connector_kit.contract import Connector, Row, Shape
from orderhub.connector_kit.shape import compile_shape
from orderhub.kernel.errors import InvalidInput

HIDDEN = "****"


@dataclass(frozen=True, slots=True)
class Reading:
    """A channel's connector together with one shop's own mappings."""

    connector: Connector
    fields: AttributeMapping
    shape: Shape | None

    @property
    def personal(self) -> frozenset[str]:
        """Names of payload fields that hold personal data, the shop's own ones included."""
        own = frozenset[str]() if self.shape is None else self.shape.personal
        return self.connector.personal | own

    def masked(self, payload: Any) -> Any:
        """The payload with everything under a personal field hidden, wherever it stands."""
        return _hide(payload, self.personal)

    def attributes(self, row: Row) -> Attributes:
        """The attributes people mapped, of one row."""
        return self.fields.apply(row.payload)

    def row(self, payload: bytes) -> Sequence[Row]:
        """The one row whose payload was kept; InvalidInput when it is nothing at all."""
        if self.connector.read_push is not None and self.shape is None:
            return self.connector.read_push(b'{"orders":[' + payload + b"]}", None)
        return self.rows(payload)

    def rows(self, body: bytes) -> Sequence[Row]:
        """Rows of a kept body. InvalidInput for a push that is no list."""
        if self.connector.read_push is not None:
            return self.connector.read_push(body, self.shape)
        return self.connector.read_rows(body)


def compiled(connector: Connector, published: Mapping[MappingKind, Published]) -> Reading:
    """The reading under these published versions."""
    specs = {kind: orjson.dumps(one.spec) for kind, one in published.items()}
    shape = _shape(specs.get(MappingKind.SHAPE, b"{}"))
    return _reading(connector, specs.get(MappingKind.FIELDS, b"{}"), shape)


def draft(reading: Reading, kind: MappingKind, spec: Mapping[str, Any]) -> Reading:
    """The reading with `spec` in place of what is in force; InvalidInput tells what is wrong."""
    connector = reading.connector
    written = orjson.dumps(dict(spec))
    if kind is MappingKind.FIELDS:
        return _reading(connector, written, reading.shape)
    if connector.read_push is None:
        raise InvalidInput(f"{connector.label} has a form of its own that needs no shape mapping")
    return Reading(connector, reading.fields, _shape(written))


def _reading(connector: Connector, fields: bytes, shape: Shape | None) -> Reading:
    own = frozenset[str]() if shape is None else shape.personal
    return Reading(connector, _fields(fields, connector.personal | own), shape)


def _hide(value: Any, personal: frozenset[str]) -> Any:
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        return {k: HIDDEN if k in personal and v else _hide(v, personal) for k, v in items}
    if isinstance(value, list):
        return [_hide(item, personal) for item in cast("list[Any]", value)]
    return value


@lru_cache(maxsize=256)
def _fields(spec: bytes, personal: frozenset[str]) -> AttributeMapping:
    fields = [AttributeField(**one) for one in orjson.loads(spec).get("fields", [])]
    return compile_attributes(fields, personal)


@lru_cache(maxsize=256)
def _shape(spec: bytes) -> Shape | None:
    targets = orjson.loads(spec).get("targets", {})
    return compile_shape(targets) if targets else None
