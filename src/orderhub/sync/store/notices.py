"""Notices in the database: each message of a shop once, its id kept beyond every repeat."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from orderhub.connector_kit.notices import Notice
from orderhub.infra.db import Tx
from orderhub.sync.text import storable

ADD = text("""
    INSERT INTO sync_notices (shop_id, message_no, topic, external_no, case_no, revoked,
        happened_at, received_at)
    SELECT :shop_id, n.*, cast(:now AS timestamptz) FROM unnest(
        cast(:message_nos AS text[]), cast(:topics AS text[]), cast(:external_nos AS text[]),
        cast(:case_nos AS text[]), cast(:revoked AS boolean[]), cast(:ats AS timestamptz[])) AS n
    ON CONFLICT (shop_id, message_no) DO NOTHING
    RETURNING message_no
""")
FORGET = text("""
    DELETE FROM sync_notices WHERE id = ANY(ARRAY(
        SELECT id FROM sync_notices WHERE received_at < :before LIMIT :limit))
""")


async def add(tx: Tx, shop_id: int, notices: Sequence[Notice], now: datetime) -> list[Notice]:
    """Keep notices; returns those that were not known. A repeat inside the list counts once."""
    named = {_id(notice): notice for notice in notices}
    columns = {
        "message_nos": list(named),
        "topics": [storable(n.topic) or "" for n in named.values()],
        "external_nos": [storable(n.external_no) or "" for n in named.values()],
        "case_nos": [storable(n.case_no) or "" for n in named.values()],
        "revoked": [n.revoked for n in named.values()],
        "ats": [n.at for n in named.values()],
    }
    found = await tx.execute(ADD, {"shop_id": shop_id, "now": now, **columns})
    return [named[message_no] for message_no in found.scalars()]


async def forget(tx: Tx, before: datetime, limit: int) -> int:
    """Remove notices received before `before`, at most `limit`; returns how many."""
    return (await tx.execute(FORGET, {"before": before, "limit": limit})).rowcount


def _id(notice: Notice) -> str:
    """The channel's own id; what is said, where a channel gives none."""
    said = f"{notice.topic}|{notice.external_no}|{notice.case_no}|{notice.at}"
    return storable(notice.message_no) or storable(said) or ""
