"""Who stands behind what callers show: calls of the same moment are looked up together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from orderhub.access.errors import NotAuthenticated
from orderhub.access.model.actor import Actor
from orderhub.access.service.api_keys import known_key
from orderhub.access.service.sessions import known_user
from orderhub.infra.db import Tx
from orderhub.infra.gather import Gathered


@dataclass(frozen=True, slots=True)
class Shown:
    """What a caller shows, at which instant: the secret of an API key, or a session's token."""

    secret: str = field(repr=False)
    is_key: bool
    at: datetime


Doorman = Gathered[Shown, Actor | NotAuthenticated]


async def know(tx: Tx, shown: Sequence[Shown]) -> list[Actor | NotAuthenticated]:
    """Who each is, as things stand now, in the same order; each secret is looked up once."""
    found: dict[tuple[bool, str], Actor | NotAuthenticated] = {}
    for one in shown:
        if (one.is_key, one.secret) not in found:
            found[one.is_key, one.secret] = await _who(tx, one)
    return [found[one.is_key, one.secret] for one in shown]


async def _who(tx: Tx, shown: Shown) -> Actor | NotAuthenticated:
    try:
        if shown.is_key:
            return (await known_key(tx, shown.secret, shown.at)).actor()
        return (await known_user(tx, shown.secret, shown.at)).actor()
    except NotAuthenticated as error:
        return error
