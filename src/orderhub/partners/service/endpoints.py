"""Endpoints as people manage them: added, changed, rotated, paused, removed."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from orderhub.access.facade import Actor, record
from orderhub.connector_kit.signing_secrets import new_secret, rotated
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.kernel.errors import InvalidInput
from orderhub.partners.decide.addresses import host_of
from orderhub.partners.model.endpoints import (
    EndpointReason,
    EndpointState,
    Standing,
    Target,
    Wish,
)
from orderhub.partners.store import endpoints, queue


@dataclass(frozen=True, slots=True)
class Rules:
    """What this installation lets people enter: topics there are, whether private addresses go."""

    topics: Collection[str]
    private: bool = False


@dataclass(frozen=True, slots=True)
class Minted:
    """An endpoint with its new secret, which is shown this once."""

    endpoint_id: int
    secret: str = field(repr=False)


async def add(
    tx: Tx, master: MasterKey, actor: Actor, wish: Wish, rules: Rules, now: datetime
) -> Minted:
    """A new endpoint, active at once; it hears of what happens from now on. InvalidInput."""
    host = _checked(wish, rules)
    secret = new_secret()
    target = Target(wish.url, (secret,))
    made = await endpoints.add(tx, master, wish, host, target, now)
    await _record(tx, actor, "add", made, host)
    return Minted(made, secret.value)


async def change(
    tx: Tx, master: MasterKey, actor: Actor, endpoint_id: int, wish: Wish, rules: Rules
) -> None:
    """What it subscribes to and where it is; an empty `url` leaves the address as it is. What waits
    already goes to the new address. NotFound, InvalidInput."""
    await endpoints.lock(tx, endpoint_id)
    target = await endpoints.target_of(tx, master, endpoint_id)
    after = wish if wish.url else replace(wish, url=target.url)
    host = _checked(after, rules)
    await endpoints.change(tx, master, endpoint_id, after, host, replace(target, url=after.url))
    await _record(tx, actor, "change", endpoint_id, host)


async def rotate(
    tx: Tx, master: MasterKey, actor: Actor, endpoint_id: int, keep: timedelta, now: datetime
) -> Minted:
    """A new secret signs from now on, and the last one beside it for `keep`. NotFound."""
    row = await endpoints.lock(tx, endpoint_id)
    target = await endpoints.target_of(tx, master, endpoint_id)
    secret = new_secret()
    after = replace(target, secrets=rotated(target.secrets, secret, keep, now))
    wish = Wish(name=row["name"], url="", topics=row["topics"], shop_ids=row["shop_ids"])
    await endpoints.change(tx, master, endpoint_id, wish, row["host"], after)
    await _record(tx, actor, "rotate", endpoint_id, row["host"])
    return Minted(endpoint_id, secret.value)


async def pause(tx: Tx, actor: Actor, endpoint_id: int) -> None:
    """Nothing goes there until it is resumed; what happens meanwhile waits. NotFound."""
    row = await endpoints.lock(tx, endpoint_id)
    await endpoints.stand(tx, endpoint_id, Standing(EndpointState.PAUSED, EndpointReason.PERSON))
    await _record(tx, actor, "pause", endpoint_id, row["host"])


async def resume(tx: Tx, actor: Actor, endpoint_id: int, now: datetime) -> None:
    """Begin again with everything that waits, also before the breaker would. NotFound."""
    row = await endpoints.lock(tx, endpoint_id)
    await endpoints.stand(tx, endpoint_id, Standing())
    await queue.hurry(tx, endpoint_id, now)
    await _record(tx, actor, "resume", endpoint_id, row["host"])


async def remove(tx: Tx, actor: Actor, endpoint_id: int) -> None:
    """With everything that waits for it. NotFound."""
    row = await endpoints.lock(tx, endpoint_id)
    await endpoints.remove(tx, endpoint_id)
    await _record(tx, actor, "remove", endpoint_id, row["host"])


def _checked(wish: Wish, rules: Rules) -> str:
    unknown = sorted(set(wish.topics) - set(rules.topics))
    if unknown:
        raise InvalidInput(f"there is no such event type: {', '.join(unknown)}")
    return host_of(wish.url, private=rules.private)


async def _record(tx: Tx, actor: Actor, did: str, endpoint_id: int, host: str) -> None:
    where = f"partner_endpoint:{endpoint_id}"
    await record(tx, actor, f"partners.{did}_endpoint", where, detail={"host": host})
