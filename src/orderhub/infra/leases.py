"""Leases: one owner of a name for a time, by the database's clock, with a fencing number."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import text

from orderhub.infra.db import Database, Tx

HOLD = text("""
INSERT INTO leases AS l (name, owner, expires_at) VALUES (:name, :owner, now() + :ttl)
ON CONFLICT (name) DO UPDATE SET
    owner = :owner,
    expires_at = now() + :ttl,
    fencing = l.fencing + 1
WHERE l.expires_at <= now() OR l.owner = :owner
RETURNING fencing
""")
RENEW = text("""
UPDATE leases SET expires_at = now() + :ttl
WHERE name = :name AND owner = :owner AND fencing = :fencing AND expires_at > now()
""")
RELEASE = text("""
UPDATE leases SET expires_at = now() WHERE name = :name AND owner = :owner AND fencing = :fencing
""")
STILL = text("""
SELECT 1 FROM leases
WHERE name = :name AND owner = :owner AND fencing = :fencing AND expires_at > now()
FOR SHARE
""")
# For whoever speaks to the database directly: no write of who held the name passes `still_held`.
TAKE_OVER: Final = """
    UPDATE leases SET owner = %(owner)s, fencing = fencing + 1, expires_at = now()
    WHERE name = %(name)s RETURNING name
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """`fencing` grows with every new holder; `still_held` refuses an older holder's write."""

    name: str
    owner: str
    fencing: int


async def hold(db: Database, name: str, owner: str, ttl: timedelta) -> Lease | None:
    """Take `name` for `ttl`; None while another owner has it. A repeat gets a new number."""
    async with db.transaction() as tx:
        found = await tx.execute(HOLD, {"name": name, "owner": owner, "ttl": ttl})
        fencing = found.scalar_one_or_none()
    return None if fencing is None else Lease(name, owner, fencing)


async def renew(db: Database, lease: Lease, ttl: timedelta) -> bool:
    """Hold on for `ttl` from now; False when it was lost meanwhile."""
    async with db.transaction() as tx:
        found = await tx.execute(RENEW, {**_which(lease), "ttl": ttl})
    return found.rowcount == 1


async def release(db: Database, lease: Lease) -> None:
    """Give it back; harmless when it was lost."""
    async with db.transaction() as tx:
        await tx.execute(RELEASE, _which(lease))


async def still_held(tx: Tx, lease: Lease) -> bool:
    """Whether the lease is ours now; when True it stays so until `tx` ends (the row is locked)."""
    return (await tx.execute(STILL, _which(lease))).scalar_one_or_none() is not None


def _which(lease: Lease) -> dict[str, object]:
    return {"name": lease.name, "owner": lease.owner, "fencing": lease.fencing}
