"""Use cases of rules: the book in force, publishing, going back, failures."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from orderhub.access.facade import Actor, record, system
from orderhub.infra import clock
from orderhub.infra.db import Tx
from orderhub.kernel.errors import InvalidInput, NotFound, StaleVersion
from orderhub.rules import defaults, store
from orderhub.rules.decide import RuleBook, check, compile_book
from orderhub.rules.model import (
    Edition,
    FailureCount,
    Failures,
    Known,
    Rule,
    RuleSet,
    TagDefinition,
)
from orderhub.stock.facade import known_codes

DRAFT = RuleSet(
    id=0, key="draft", name_zh="", name_en="", version=0, publication=0, enabled=True, rules=()
)
BOOKS_KEPT = 8
FAILURES_EVERY = timedelta(seconds=10)

_books: dict[tuple[str, str], RuleBook] = {}
_flushed: dict[str, datetime] = {}


async def rule_book(tx: Tx) -> RuleBook:
    """The published rules, compiled once a publication; one statement when known."""
    stamp = await store.load_stamp(tx)
    if not stamp[0]:
        await ensure_defaults(tx)
        stamp = await store.load_stamp(tx)
    book = _books.get(stamp)
    if book is None:
        styles = {t.tag: (t.label_zh, t.color) for t in await store.load_tags(tx)}
        book = compile_book(await store.load_sets(tx), styles)
        if len(_books) >= BOOKS_KEPT:
            _books.clear()
        _books[stamp] = book
    if book.failures:
        await _flush(tx, book, clock.now())
    return book


async def ensure_defaults(tx: Tx) -> None:
    """Give a new installation its rules and tags; what people published stays."""
    now = clock.now()
    for key, name_zh, name_en, enabled, rules in defaults.SETS:
        set_id = await store.add_set(tx, key, name_zh, name_en)
        if set_id is not None:
            by = system("defaults").reference
            await store.add_edition(tx, set_id, 1, rules, enabled=enabled, by=by, now=now)
    await store.save_tags(tx, defaults.TAGS, replace=False)


def draft_book(rules: Sequence[Rule]) -> RuleBook:
    """A book of these rules alone, for trying them; raises InvalidInput with their faults."""
    _refuse_faulty(rules, None)
    return compile_book([replace(DRAFT, rules=tuple(rules))])


async def publish(  # noqa: PLR0913 - what is published, by whom, when
    tx: Tx,
    actor: Actor,
    set_id: int,
    rules: Sequence[Rule],
    *,
    enabled: bool,
    based_on: int,
    now: datetime,
    restored_from: int | None = None,
) -> RuleSet:
    """Publish a new version. Raises NotFound, StaleVersion, InvalidInput with the rules' faults."""
    before = await store.load_set(tx, set_id, lock=True)
    if before is None:
        raise NotFound(f"rule set {set_id}")
    if before.version != based_on:
        raise StaleVersion(f"version {before.version} was published meanwhile")
    _refuse_faulty(rules, await known_to(tx, rules))
    version = before.version + 1
    await store.add_edition(
        tx,
        set_id,
        version,
        rules,
        enabled=enabled,
        by=actor.reference,
        now=now,
        restored_from=restored_from,
    )
    await store.forget_failures(tx, before.key, version)
    detail = {
        "version": version,
        "rules": len(rules),
        "enabled": enabled,
        "restored": restored_from,
    }
    await record(tx, actor, "rules.publish", f"rule_set:{before.key}", detail=detail)
    return await load_set(tx, set_id)


async def restore(tx: Tx, actor: Actor, set_id: int, version: int, now: datetime) -> RuleSet:
    """Publish an old version again, as a new one."""
    current = await load_set(tx, set_id)
    wanted = await store.load_edition(tx, set_id, version)
    if wanted is None:
        raise NotFound(f"rule set {set_id} has no version {version}")
    return await publish(
        tx,
        actor,
        set_id,
        wanted.rules,
        enabled=wanted.enabled,
        based_on=current.version,
        now=now,
        restored_from=version,
    )


async def load_sets(tx: Tx) -> list[RuleSet]:
    """Every rule set at its published version; a new installation gets its defaults."""
    await rule_book(tx)
    return await store.load_sets(tx)


async def load_set(tx: Tx, set_id: int) -> RuleSet:
    """One rule set at its published version; raises NotFound."""
    found = await store.load_set(tx, set_id)
    if found is None:
        raise NotFound(f"rule set {set_id}")
    return found


async def load_history(tx: Tx, set_id: int) -> list[Edition]:
    """The editions of a rule set, newest first; raises NotFound."""
    await load_set(tx, set_id)
    return await store.load_editions(tx, set_id)


async def load_tags(tx: Tx) -> list[TagDefinition]:
    """Tag definitions in the order they are shown; a new installation gets its defaults."""
    await rule_book(tx)
    return await store.load_tags(tx)


async def define_tag(tx: Tx, actor: Actor, tag: TagDefinition) -> None:
    """Add a tag or change how it is shown."""
    await store.save_tags(tx, [tag])
    await record(tx, actor, "rules.define_tag", f"tag:{tag.tag}", detail={"color": tag.color})


async def known_to(tx: Tx, rules: Sequence[Rule]) -> Known:
    """What there is of all that `rules` may name."""
    tags = frozenset(tag.tag for tag in await load_tags(tx))
    gifts = {rule.gift.sku for rule in rules if rule.gift is not None}
    return Known(tags=tags, skus=await known_codes(tx, gifts))


def _refuse_faulty(rules: Sequence[Rule], known: Known | None) -> None:
    faults = check(rules, known)
    if faults:
        told = [f"{f.rule} {f.line}:{f.column} {f.detail}" for f in faults]
        raise InvalidInput("; ".join(told)[:1000], faults=len(faults))


async def _flush(tx: Tx, book: RuleBook, now: datetime) -> None:
    """Write down failures counted in this process, at most every ten seconds for a book."""
    last = _flushed.get(str(book.version))
    if last is not None and now - last < FAILURES_EVERY:
        return
    _flushed[str(book.version)] = now
    counted = dict(book.failures)
    book.failures.clear()
    await store.add_failures(tx, [_failures(address, n) for address, n in counted.items()], now)


def _failures(address: str, count: FailureCount) -> Failures:
    path, _, version = address.rpartition("@")
    rule_set, _, rule = path.partition(".")
    return Failures(
        rule_set=rule_set, version=int(version), rule=rule, n=count.n, error=count.error
    )
