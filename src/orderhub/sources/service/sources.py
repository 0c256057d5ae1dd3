"""Sources as people manage them: added, changed, paused, given new secrets, removed."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from orderhub.access.facade import Actor, record
from orderhub.connector_kit.signing_secrets import new_secret, rotated
from orderhub.infra import live
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.sources.model.sources import NewSource, Sealed, Source, SourceState
from orderhub.sources.store import sources


@dataclass(frozen=True, slots=True)
class Minted:
    """A source with its new secret, which is shown this once."""

    source_id: int
    secret: str = field(repr=False)


async def add(tx: Tx, master: MasterKey, actor: Actor, new: NewSource, now: datetime) -> Minted:
    """A new source, listened to at once; Conflict where another has the name."""
    secret = new_secret()
    made = await sources.add(tx, master, new, Sealed(secrets=(secret,)), now)
    await _tell(tx, actor, "add", made, {"kind": new.kind, "name": new.name})
    return Minted(made, secret.value)


async def change(
    tx: Tx, actor: Actor, source_id: int, said: tuple[str, str], now: datetime
) -> Source:
    """`said`: its name, and whose stock it counts. NotFound, Conflict."""
    name, warehouse = said
    after = replace(await sources.lock(tx, source_id), name=name, warehouse=warehouse)
    await sources.change(tx, after, now)
    await _tell(tx, actor, "change", source_id, {"name": name, "warehouse": warehouse})
    return after


async def set_state(
    tx: Tx, actor: Actor, source_id: int, state: SourceState, now: datetime
) -> Source:
    """Pause it or listen to it again. NotFound."""
    after = replace(await sources.lock(tx, source_id), state=state)
    await sources.change(tx, after, now)
    did = "pause" if state is SourceState.PAUSED else "resume"
    await _tell(tx, actor, did, source_id, {"name": after.name})
    return after


async def rotate(
    tx: Tx, master: MasterKey, actor: Actor, source_id: int, keep: timedelta, now: datetime
) -> Minted:
    """A new secret; the last one is good beside it for `keep`. NotFound."""
    before = await sources.lock(tx, source_id)
    known = await sources.open_secrets(tx, master, source_id)
    secret = new_secret()
    after = replace(known, secrets=rotated(known.secrets, secret, keep, now))
    await sources.seal_anew(tx, master, source_id, after, now)
    await _tell(tx, actor, "rotate", source_id, {"name": before.name})
    return Minted(source_id, secret.value)


async def remove(tx: Tx, actor: Actor, source_id: int) -> None:
    """With its mappings and what was set aside; what it led to stays. NotFound."""
    before = await sources.lock(tx, source_id)
    await sources.remove(tx, source_id)
    await _tell(tx, actor, "remove", source_id, {"name": before.name})


async def _tell(tx: Tx, actor: Actor, did: str, source_id: int, detail: dict[str, str]) -> None:
    await record(tx, actor, f"sources.{did}", f"source:{source_id}", detail=detail)
    live.announce(tx, "sources", source_id=source_id)
