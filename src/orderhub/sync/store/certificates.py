"""Certificates, and the keys they are signed with, in the database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound

# Every hour of the day is checked, and something was since the last certificate.
READY = text("""
    SELECT shop_id, day FROM (
        SELECT shop_id, (window_from AT TIME ZONE 'Asia/Shanghai')::date AS day,
            bool_and(state <> 'waiting') AS done, max(window_to) AS until, max(ended_at) AS ended
        FROM sync_checks WHERE round = 'daily' AND window_from >= :since GROUP BY 1, 2) AS d
    WHERE done AND until = (day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' AND NOT EXISTS (
        SELECT 1 FROM sync_certificates c
        WHERE c.shop_id = d.shop_id AND c.day = d.day AND c.made_at >= d.ended)
    ORDER BY day, shop_id LIMIT :limit
""")
COLUMNS = "shop_id, day, version, outcome, made_at"
INSERT = text("""
    INSERT INTO sync_certificates (shop_id, day, version, outcome, document, made_at)
    VALUES (:shop_id, :day, :version, :outcome, :document, :made_at) ON CONFLICT DO NOTHING
""")
NEWEST = text("""
    SELECT coalesce(max(version), 0) FROM sync_certificates WHERE shop_id = :shop_id AND day = :day
""")
DOCUMENT = text("""
    SELECT document FROM sync_certificates WHERE shop_id = :shop_id AND day = :day
        AND (cast(:version AS integer) IS NULL OR version = :version)
    ORDER BY version DESC LIMIT 1
""")
LIST = text(f"""
    SELECT {COLUMNS} FROM sync_certificates
    WHERE (cast(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
        AND day >= :since AND day <= :until
    ORDER BY day DESC, shop_id, version DESC LIMIT :limit
""")
KEY = text("SELECT public_key, wrapped_key FROM sync_certificate_keys ORDER BY id DESC LIMIT 1")
# Two workers at their first certificate make one key.
KEY_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('sync_certificate_keys'))")
ADD_KEY = text("""
    INSERT INTO sync_certificate_keys (public_key, wrapped_key, created_at)
    VALUES (:public, :wrapped, :now)
""")


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate as it stands in lists."""

    shop_id: int
    day: date
    version: int
    outcome: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private part is wrapped by the master key."""

    public: bytes
    wrapped: bytes = field(repr=False)


async def ready(tx: Tx, since: datetime, limit: int) -> list[tuple[int, date]]:
    """Shops and days whose checks are all done and not certified as they are now."""
    found = await tx.execute(READY, {"since": since, "limit": limit})
    return [(row.shop_id, row.day) for row in found]


async def newest_version(tx: Tx, shop_id: int, day: date) -> int:
    """0 when there is none."""
    return (await tx.execute(NEWEST, {"shop_id": shop_id, "day": day})).scalar_one()


async def insert(tx: Tx, issued: Issued, document: str) -> None:
    """Keep a certificate; one of that version stays as it is."""
    row = {name: getattr(issued, name) for name in COLUMNS.split(", ")}
    await tx.execute(INSERT, {**row, "document": document})


async def document(tx: Tx, shop_id: int, day: date, version: int | None) -> str:
    """The file as it was signed; the newest version when none is named. NotFound."""
    asked = {"shop_id": shop_id, "day": day, "version": version}
    found = (await tx.execute(DOCUMENT, asked)).scalar_one_or_none()
    if found is None:
        raise NotFound("there is no certificate of this shop and day")
    return found


async def listing(
    tx: Tx, shops: Sequence[int] | None, since: date, until: date, limit: int
) -> list[Issued]:
    """Certificates of these shops (None: all) and days, newest day first."""
    asked = {"shops": None if shops is None else list(shops), "since": since, "until": until}
    found = await tx.execute(LIST, {**asked, "limit": limit})
    return [Issued(**row) for row in found.mappings()]


async def signing_key(tx: Tx) -> SigningKey | None:
    """The key in use; held against others who would make one."""
    await tx.execute(KEY_LOCK)
    row = (await tx.execute(KEY)).one_or_none()
    return None if row is None else SigningKey(bytes(row.public_key), bytes(row.wrapped_key))


async def add_key(tx: Tx, key: SigningKey, now: datetime) -> None:
    """Sign with this one from now on."""
    await tx.execute(ADD_KEY, {"public": key.public, "wrapped": key.wrapped, "now": now})
