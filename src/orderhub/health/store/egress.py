"""What was observed last: our own address, and the certificates of the hosts we call."""

from collections.abc import Sequence

import orjson
from sqlalchemy import text

from orderhub.health.model.dependency import Certificate, Egress, ProbeAnswer
from orderhub.infra.db import Tx

EGRESS = text("SELECT address, since, looked_at, answers FROM health_egress")
KEEP = text("""
    INSERT INTO health_egress (singleton, address, since, looked_at, answers)
    VALUES (true, :address, :since, :looked_at, cast(:answers AS jsonb))
    ON CONFLICT (singleton) DO UPDATE SET address = excluded.address, since = excluded.since,
        looked_at = excluded.looked_at, answers = excluded.answers
""")
CERTIFICATES = text("SELECT host, ends_at, fault, looked_at FROM health_certificates ORDER BY host")
KEEP_CERTIFICATE = text("""
    INSERT INTO health_certificates AS c (host, ends_at, fault, looked_at)
    VALUES (:host, :ends_at, :fault, :looked_at)
    ON CONFLICT (host) DO UPDATE SET ends_at = coalesce(excluded.ends_at, c.ends_at),
        fault = excluded.fault, looked_at = excluded.looked_at
""")
FORGET = text("DELETE FROM health_certificates WHERE NOT host = ANY(:hosts) RETURNING host")


async def load(tx: Tx) -> Egress | None:
    """The last look, None before the first."""
    row = (await tx.execute(EGRESS)).one_or_none()
    if row is None:
        return None
    answers = tuple(ProbeAnswer(**answer) for answer in row.answers)
    return Egress(address=row.address, since=row.since, looked_at=row.looked_at, answers=answers)


async def keep(tx: Tx, egress: Egress) -> None:
    """Replace the last look."""
    answers = [
        {"probe": one.probe, "address": one.address, "fault": one.fault} for one in egress.answers
    ]
    row = {"address": egress.address, "since": egress.since, "looked_at": egress.looked_at}
    await tx.execute(KEEP, {**row, "answers": orjson.dumps(answers).decode()})


async def certificates(tx: Tx) -> list[Certificate]:
    """All that were looked at, by host."""
    return [Certificate(**row) for row in (await tx.execute(CERTIFICATES)).mappings()]


async def keep_certificate(tx: Tx, seen: Certificate) -> None:
    """Replace what is known of the host; a certificate that could not be seen keeps its end."""
    row = {"host": seen.host, "ends_at": seen.ends_at, "fault": seen.fault}
    await tx.execute(KEEP_CERTIFICATE, {**row, "looked_at": seen.looked_at})


async def forget_certificates(tx: Tx, hosts: Sequence[str]) -> list[str]:
    """Forget the hosts that are not among these; returns which."""
    return list((await tx.execute(FORGET, {"hosts": list(hosts)})).scalars())
