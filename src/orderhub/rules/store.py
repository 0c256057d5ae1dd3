"""SQL of rules: sets, their editions, tag definitions, failures."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import RowMapping, text

from orderhub.infra.db import Tx
from orderhub.rules.model import (
    Edition,
    Failures,
    Gift,
    GiftShort,
    Review,
    Rule,
    RuleSet,
    TagDefinition,
)

STAMP = text("""
    SELECT coalesce((
        SELECT string_agg(v.id || ':' || encode(v.digest, 'hex'), ',' ORDER BY v.id)
        FROM rule_sets s JOIN rule_set_versions v ON v.rule_set_id = s.id AND v.version = s.version
    ), '') AS rules, coalesce((
        SELECT md5(string_agg(t::text, ',' ORDER BY t.tag)) FROM tag_definitions t
    ), '') AS tags
""")
SETS = """
    SELECT s.id, s.key, s.name_zh, s.name_en, s.version, v.id AS publication, v.enabled, v.rules
    FROM rule_sets s JOIN rule_set_versions v ON v.rule_set_id = s.id AND v.version = s.version
"""
LOAD_SETS = text(f"{SETS} ORDER BY s.id")
LOAD_SET = text(f"{SETS} WHERE s.id = :id")
LOCK_SET = text(f"{SETS} WHERE s.id = :id FOR UPDATE OF s")
ADD_SET = text("""
    INSERT INTO rule_sets (key, name_zh, name_en, version) VALUES (:key, :zh, :en, 0)
    ON CONFLICT (key) DO NOTHING RETURNING id
""")
ADD_EDITION = text("""
    INSERT INTO rule_set_versions (rule_set_id, version, enabled, rules, digest, restored_from,
        published_at, published_by)
    VALUES (:id, :version, :enabled, CAST(:rules AS jsonb), :digest, :restored_from, :now, :by)
""")
SET_VERSION = text("UPDATE rule_sets SET version = :version WHERE id = :id")
EDITIONS = """
    SELECT version, id AS publication, enabled, rules, restored_from, published_at, published_by
    FROM rule_set_versions WHERE rule_set_id = :id
"""
LOAD_EDITIONS = text(f"{EDITIONS} ORDER BY version DESC LIMIT 100")
LOAD_EDITION = text(f"{EDITIONS} AND version = :version")
LOAD_TAGS = text("""
    SELECT tag, label_zh, label_en, color, rank FROM tag_definitions ORDER BY rank, tag
""")
SAVE_TAG = text("""
    INSERT INTO tag_definitions (tag, label_zh, label_en, color, rank)
    VALUES (:tag, :label_zh, :label_en, :color, :rank)
    ON CONFLICT (tag) DO UPDATE SET label_zh = excluded.label_zh, label_en = excluded.label_en,
        color = excluded.color, rank = excluded.rank
""")
SEED_TAG = text("""
    INSERT INTO tag_definitions (tag, label_zh, label_en, color, rank)
    VALUES (:tag, :label_zh, :label_en, :color, :rank) ON CONFLICT (tag) DO NOTHING
""")
ADD_FAILURE = text("""
    INSERT INTO rule_failures (rule_set, version, rule, n, error, failed_at)
    VALUES (:rule_set, :version, :rule, :n, :error, :now)
""")
LOAD_FAILURES = text("""
    SELECT f.rule_set, f.version, f.rule, sum(f.n)::bigint AS n,
        (array_agg(f.error ORDER BY f.id DESC))[1] AS error
    FROM rule_failures f JOIN rule_sets s ON s.key = f.rule_set AND s.version = f.version
    GROUP BY 1, 2, 3 ORDER BY 1, 3
""")
FORGET_FAILURES = text("DELETE FROM rule_failures WHERE rule_set = :key AND version < :version")


async def load_stamp(tx: Tx) -> tuple[str, str]:
    """Short marks of the published rules ("" when there are none) and of the tag definitions."""
    rules, tags = (await tx.execute(STAMP)).one()
    return rules, tags


async def load_sets(tx: Tx) -> list[RuleSet]:
    """Every rule set at its published version."""
    return [_set(row) for row in (await tx.execute(LOAD_SETS)).mappings()]


async def load_set(tx: Tx, set_id: int, *, lock: bool = False) -> RuleSet | None:
    """One rule set at its published version."""
    row = (await tx.execute(LOCK_SET if lock else LOAD_SET, {"id": set_id})).mappings().first()
    return None if row is None else _set(row)


async def add_set(tx: Tx, key: str, name_zh: str, name_en: str) -> int | None:
    """Add a rule set without an edition; None when it is there already."""
    given = {"key": key, "zh": name_zh, "en": name_en}
    return (await tx.execute(ADD_SET, given)).scalar_one_or_none()


async def add_edition(  # noqa: PLR0913 - one row
    tx: Tx,
    set_id: int,
    version: int,
    rules: Sequence[Rule],
    *,
    enabled: bool,
    by: str,
    now: datetime,
    restored_from: int | None = None,
) -> None:
    """Publish an edition of the set."""
    spec = orjson.dumps([asdict(rule) for rule in rules])
    given = {
        "id": set_id,
        "version": version,
        "enabled": enabled,
        "rules": spec.decode(),
        "digest": sha256(spec).digest(),
        "restored_from": restored_from,
        "now": now,
        "by": by,
    }
    await tx.execute(ADD_EDITION, given)
    await tx.execute(SET_VERSION, {"id": set_id, "version": version})


async def load_editions(tx: Tx, set_id: int) -> list[Edition]:
    """The set's last hundred editions, newest first."""
    return [_edition(row) for row in (await tx.execute(LOAD_EDITIONS, {"id": set_id})).mappings()]


async def load_edition(tx: Tx, set_id: int, version: int) -> Edition | None:
    """One edition of the set."""
    given = {"id": set_id, "version": version}
    row = (await tx.execute(LOAD_EDITION, given)).mappings().first()
    return None if row is None else _edition(row)


async def load_tags(tx: Tx) -> list[TagDefinition]:
    """Tag definitions in the order they are shown."""
    return [TagDefinition(**row) for row in (await tx.execute(LOAD_TAGS)).mappings()]


async def save_tags(tx: Tx, tags: Sequence[TagDefinition], *, replace: bool = True) -> None:
    """Define tags; with `replace` off, only those that are not defined yet."""
    await tx.execute(SAVE_TAG if replace else SEED_TAG, [asdict(tag) for tag in tags])


async def add_failures(tx: Tx, failures: Sequence[Failures], now: datetime) -> None:
    """Write down how often rules could not be computed."""
    await tx.execute(ADD_FAILURE, [{**asdict(one), "now": now} for one in failures])


async def load_failures(tx: Tx) -> list[Failures]:
    """Failures of the published versions, summed up."""
    return [Failures(**row) for row in (await tx.execute(LOAD_FAILURES)).mappings()]


async def forget_failures(tx: Tx, key: str, version: int) -> None:
    """Drop the failures of versions before this one."""
    await tx.execute(FORGET_FAILURES, {"key": key, "version": version})


def _set(row: RowMapping) -> RuleSet:
    told: dict[str, Any] = {**row, "rules": _rules(row["rules"])}
    return RuleSet(**told)


def _edition(row: RowMapping) -> Edition:
    told: dict[str, Any] = {**row, "rules": _rules(row["rules"])}
    return Edition(**told)


def _rules(stored: Sequence[dict[str, Any]]) -> tuple[Rule, ...]:
    return tuple(_rule(one) for one in stored)


def _rule(told: dict[str, Any]) -> Rule:
    review, gift = told.pop("review"), told.pop("gift", None)
    return Rule(
        **told, review=Review(review) if review else None, gift=_gift(gift) if gift else None
    )


def _gift(told: dict[str, Any]) -> Gift:
    short = GiftShort(told.pop("short"))
    return Gift(**told, short=short)
