"""Cursors of keyset lists: the sort value and id of the row at the edge of a page."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

import orjson

from orderhub.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Cursor:
    """`value` is the edge row's sort value; `backward` asks for the rows before it."""

    sort: str
    value: datetime | int
    id: int
    backward: bool = False


def encode(cursor: Cursor) -> str:
    """URL-safe text of a cursor; holds nothing but the sort value and the id."""
    value = cursor.value.isoformat() if isinstance(cursor.value, datetime) else cursor.value
    body = orjson.dumps([cursor.sort, value, cursor.id, cursor.backward])
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()


def decode(text: str, sort: str) -> Cursor:
    """The cursor of `encode`; InvalidInput when it is damaged or was made for another sort."""
    try:
        padded = text.encode() + b"=" * (-len(text) % 4)
        made_for, value, row_id, backward = orjson.loads(base64.urlsafe_b64decode(padded))
        instant = datetime.fromisoformat(value) if isinstance(value, str) else int(value)
        cursor = Cursor(str(made_for), instant, int(row_id), bool(backward))
    except (binascii.Error, ValueError, TypeError, OverflowError) as error:
        raise InvalidInput("The cursor is damaged: start again from the first page.") from error
    if cursor.sort != sort or isinstance(instant, datetime) != (not sort.endswith("total")):
        raise InvalidInput("The cursor belongs to another sort: start again from the first page.")
    if isinstance(instant, datetime) and instant.tzinfo is None:
        raise InvalidInput("The cursor is damaged: start again from the first page.")
    return cursor
