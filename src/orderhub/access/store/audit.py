"""The audit log in PostgreSQL: appended by everybody, chained by one sealer."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from orderhub.access.model.audit import GENESIS, Deed, Entry
from orderhub.infra.db import Tx
from orderhub.infra.tx import text

COLUMNS = ", ".join(Entry.__dataclass_fields__)
PAGE = 2000


async def append(tx: Tx, deeds: Sequence[Deed]) -> None:
    """Add entries in one statement, unchained; they appear with the caller's commit."""
    if not deeds:
        return
    await tx.execute(
        text("""INSERT INTO audit_entries
                    (actor_kind, actor_id, actor_name, action, object, shop_id, detail)
                SELECT * FROM unnest(
                    CAST(:kinds AS text[]), CAST(:ids AS bigint[]), CAST(:names AS text[]),
                    CAST(:actions AS text[]), CAST(:objects AS text[]), CAST(:shops AS integer[]),
                    CAST(:details AS jsonb[]))"""),
        {
            "kinds": [deed.actor.kind.value for deed in deeds],
            "ids": [deed.actor.id for deed in deeds],
            "names": [deed.actor.name for deed in deeds],
            "actions": [deed.action for deed in deeds],
            "objects": [deed.object for deed in deeds],
            "shops": [deed.shop_id for deed in deeds],
            "details": [deed.detail for deed in deeds],
        },
    )


async def lock_sealer(tx: Tx) -> bool:
    """Be the one sealer until `tx` ends; False when another one is at work."""
    found = await tx.execute(
        text("SELECT pg_try_advisory_xact_lock(hashtext('access.audit_sealer'))")
    )
    return bool(found.scalar_one())


async def load_head(tx: Tx) -> tuple[int, bytes]:
    """(seq, link) of the last sealed entry."""
    found = await tx.execute(text("SELECT seq, hash FROM audit_head"))
    row = found.first()
    return (0, GENESIS) if row is None else (int(row[0]), bytes(row[1]))


async def load_unsealed(tx: Tx, most: int) -> list[Entry]:
    """The oldest entries that are not chained yet."""
    found = await tx.execute(
        text(f"SELECT {COLUMNS} FROM audit_entries WHERE seq IS NULL ORDER BY id LIMIT :most"),
        {"most": most},
    )
    return [Entry(**row) for row in found.mappings()]


async def save_links(tx: Tx, links: Sequence[tuple[int, int, bytes]]) -> None:
    """Chain entries: (entry id, seq, link), and move the head to the last of them."""
    await tx.execute(
        text("""UPDATE audit_entries a SET seq = l.seq, hash = l.hash
                FROM unnest(CAST(:ids AS bigint[]), CAST(:seqs AS bigint[]),
                            CAST(:hashes AS bytea[])) AS l (id, seq, hash)
                WHERE a.id = l.id"""),
        {
            "ids": [entry_id for entry_id, _, _ in links],
            "seqs": [seq for _, seq, _ in links],
            "hashes": [hash_ for _, _, hash_ in links],
        },
    )
    await tx.execute(
        text("""INSERT INTO audit_head (seq, hash) VALUES (:seq, :hash)
                ON CONFLICT ("only") DO UPDATE SET seq = :seq, hash = :hash"""),
        {"seq": links[-1][1], "hash": links[-1][2]},
    )


async def sealed_pages(tx: Tx, end: int) -> AsyncIterator[list[Entry]]:
    """Sealed entries up to the seq `end`, in order of the chain, a page at a time."""
    after = 0
    while True:
        found = await tx.execute(
            text(f"""SELECT {COLUMNS} FROM audit_entries WHERE seq > :after AND seq <= :end
                     ORDER BY seq LIMIT :page"""),
            {"after": after, "end": end, "page": PAGE},
        )
        page = [Entry(**row) for row in found.mappings()]
        if not page:
            return
        yield page
        after = page[-1].seq or after


async def unsealed_tail(tx: Tx) -> tuple[int, datetime | None]:
    """How many entries wait for the sealer, and since when."""
    found = await tx.execute(text("SELECT count(*), min(at) FROM audit_entries WHERE seq IS NULL"))
    row: Any = found.one()
    return int(row[0]), row[1]
