"""Shop scope inside queries: rows of foreign shops are not there, rather than forbidden."""

from typing import Any

from sqlalchemy import ColumnElement, true

from orderhub.access.model.actor import Actor


def scope_clause(actor: Actor, column: ColumnElement[Any]) -> ColumnElement[bool]:
    """WHERE condition that keeps the rows of the actor's shops."""
    return true() if actor.shops is None else column.in_(sorted(actor.shops))


def shop_ids(actor: Actor) -> list[int] | None:
    """The scope for plain SQL: `(:shops IS NULL OR shop_id = ANY(:shops))`."""
    return None if actor.shops is None else sorted(actor.shops)
