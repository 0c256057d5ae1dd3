"""Statements: what a partner says of an order, under an id and a version of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class StatementKind(StrEnum):
    """`document`: the partner's own paper for the order, with its state."""

    DOCUMENT = "document"
    TAG = "tag"
    NOTE = "note"
    FEEDBACK = "feedback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing said: of the order `number`, in `version`, which rises with every change. `data` is
    reference and status of a document, tag and on, rating of feedback; `words` are free text,
    which may name anybody and is sealed."""

    kind: StatementKind
    external_id: str
    version: int
    number: str
    data: Mapping[str, Any]
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """What the hub knows of a statement already; `digest` tells its content apart."""

    version: int
    digest: bytes
    order_id: int


class Result(StrEnum):
    """What became of a statement; `unchanged`: it was known so."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What became of one row; `code` and `detail` say why not."""

    kind: StatementKind
    external_id: str
    result: Result
    code: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A statement as it stands; free text only as its place in the vault."""

    partner: str
    kind: StatementKind
    external_id: str
    version: int
    order_id: int
    data: Mapping[str, Any]
    stated_at: datetime
    changed_at: datetime
