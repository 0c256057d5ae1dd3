"""Reveal (查看明文): with a reason, within a daily quota, never without an audit entry."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from prometheus_client import Counter

from orderhub.access.facade import Actor, record
from orderhub.infra.crypto import Cipher
from orderhub.infra.db import Tx
from orderhub.infra.telemetry import log, registry
from orderhub.kernel.errors import InvalidInput
from orderhub.kernel.instants import CHINA
from orderhub.vault.errors import QuotaUsedUp
from orderhub.vault.model import (
    CIPHERTEXT,
    MASKED,
    Held,
    PeopleRecord,
    Quota,
    Revealed,
    RevealRequest,
)
from orderhub.vault.seal import open_record
from orderhub.vault.service.keys import LOCK, load_ciphers
from orderhub.vault.store import quota
from orderhub.vault.store import records as store

REASON_CHARS = (2, 200)
NUMBERS = re.compile(r"\d{5,}")  # A reason goes into the audit log: no numbers of people there.

REVEALS = Counter("hub_vault_reveals", "Reveals by outcome", ["outcome"], registry=registry)


async def reveal(tx: Tx, actor: Actor, request: RevealRequest, now: datetime) -> Revealed:
    """Open the asked fields of one order, count and record it; the caller checked the permission.

    Raises InvalidInput without a reason, QuotaUsedUp beyond the actor's reveals of the day.
    """
    per_day = LOCK.reveals_per_day
    reason = _checked_reason(request.reason)
    used = await quota.use_quota(tx, actor.reference, _day(now), per_day)
    if used is None:
        REVEALS.labels("refused").inc()
        log.warning("vault.reveal_refused", actor=actor.reference, order=request.order)
        raise QuotaUsedUp(f"{per_day} reveals a day are used up", retry_after_s=_rest_of_day(now))
    asked = {name: request.held.get(name) for name in dict.fromkeys(request.fields)}
    values, masked, gone = await _open(tx, asked)
    REVEALS.labels("answered").inc()
    detail = {"fields": sorted(asked), "reason": reason, "used_today": used}
    await record(tx, actor, "vault.reveal", f"order:{request.order}", request.shop_id, detail)
    left = Quota(used=used, limit=per_day).left
    return Revealed(values=values, masked=tuple(masked), gone=tuple(gone), quota_left=left)


async def load_quota(tx: Tx, actor: Actor, now: datetime) -> Quota:
    """How many reveals the actor has used today, and how many a day allows."""
    return Quota(
        used=await quota.read_quota(tx, actor.reference, _day(now)), limit=LOCK.reveals_per_day
    )


async def open_people(tx: Tx, refs: Iterable[int]) -> dict[int, dict[str, str]]:
    """People fields by ref, for machines that must know them (waybills, rules tried on the past).

    Not for screens: nobody's quota and no audit entry stand behind it. Erased ones are left out.
    """
    records, ciphers = await _load(tx, refs)
    return {
        ref: open_record(cipher, ref, record.sealed)
        for ref, record in records.items()
        if record.sealed is not None and (cipher := ciphers.get(record.key_id)) is not None
    }


async def _open(
    tx: Tx, asked: Mapping[str, Held | None]
) -> tuple[dict[str, str], list[str], list[str]]:
    opened = await open_people(tx, {held.ref for held in asked.values() if held is not None})
    values: dict[str, str] = {}
    masked: list[str] = []
    gone: list[str] = []
    for name, held in asked.items():
        value = opened.get(held.ref, {}).get(name, "") if held is not None else ""
        if held is None or not value:
            gone.append(name)
            continue
        if held.strength in (MASKED, CIPHERTEXT):
            masked.append(name)
        if held.strength != CIPHERTEXT:
            values[name] = value
    return values, masked, gone


async def _load(tx: Tx, refs: Iterable[int]) -> tuple[dict[int, PeopleRecord], dict[int, Cipher]]:
    records = await store.load_people(tx, refs)
    return records, await load_ciphers(tx, {record.key_id for record in records.values()})


def _checked_reason(reason: str) -> str:
    text = NUMBERS.sub("…", " ".join(reason.split()))
    shortest, longest = REASON_CHARS
    if not shortest <= len(text) <= longest:
        raise InvalidInput(f"reason: say why in {shortest} to {longest} characters", where="reason")
    return text


def _day(now: datetime) -> date:
    return now.astimezone(CHINA).date()


def _rest_of_day(now: datetime) -> int:
    local = now.astimezone(CHINA)
    return 86400 - (local.hour * 3600 + local.minute * 60 + local.second)
