"""Rule sets on a real database: defaults, publishing, going back, failures, audit."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import text

from orderhub.access.facade import system
from orderhub.infra.db import Tx
from orderhub.kernel.errors import InvalidInput, NotFound, StaleVersion
from orderhub.rules import service, store
from orderhub.rules.facade import SAMPLE, Rule, evaluate, rule_book
from orderhub.rules.model import Gift, TagDefinition
from orderhub.stock.service.goods import NewSku, add_skus

ACTOR = system("test")
BIG = Rule(key="big", name_zh="大单", name_en="Big", when="order.quantity >= 3", tag="bulk")


async def tags_set(tx: Tx) -> int:
    return next(one.id for one in await service.load_sets(tx) if one.key == "tags")


async def test_a_new_installation_has_five_tag_rules_and_review_switched_off(tx: Tx) -> None:
    sets = {one.key: one for one in await service.load_sets(tx)}
    assert [rule.key for rule in sets["tags"].rules] == [
        *("high_value", "remote", "urgent", "bulk", "noted")
    ]
    assert not sets["review"].enabled
    assert evaluate(await rule_book(tx), {**SAMPLE, "total": 1.0, "buyer_note": ""}).review is None


async def test_defaults_come_once_and_leave_published_rules_alone(tx: Tx, now: datetime) -> None:
    set_id = await tags_set(tx)
    await service.publish(tx, ACTOR, set_id, [BIG], enabled=True, based_on=1, now=now)
    await service.ensure_defaults(tx)
    assert (await service.load_set(tx, set_id)).rules == (BIG,)


async def test_the_book_is_compiled_once_and_anew_after_a_publication(
    tx: Tx, now: datetime
) -> None:
    before = await rule_book(tx)
    assert await rule_book(tx) is before
    set_id = await tags_set(tx)
    await service.publish(tx, ACTOR, set_id, [BIG], enabled=True, based_on=1, now=now)
    after = await rule_book(tx)
    assert after.version > before.version
    assert [hit.rule for hit in evaluate(after, SAMPLE).tags] == ["tags.big@2"]


async def test_styles_follow_the_tag_definitions(tx: Tx) -> None:
    assert (await rule_book(tx)).styles["urgent"] == ("加急", "red")
    changed = TagDefinition(tag="urgent", label_zh="特急", label_en="Rush", color="magenta")
    await service.define_tag(tx, ACTOR, changed)
    assert (await rule_book(tx)).styles["urgent"] == ("特急", "magenta")


async def test_a_switched_off_set_says_nothing(tx: Tx, now: datetime) -> None:
    set_id = await tags_set(tx)
    await service.publish(tx, ACTOR, set_id, [BIG], enabled=False, based_on=1, now=now)
    assert evaluate(await rule_book(tx), SAMPLE).tags == ()


async def test_going_back_publishes_the_old_rules_as_a_new_version(tx: Tx, now: datetime) -> None:
    set_id = await tags_set(tx)
    first = await service.load_set(tx, set_id)
    await service.publish(tx, ACTOR, set_id, [BIG], enabled=True, based_on=1, now=now)
    restored = await service.restore(tx, ACTOR, set_id, 1, now)
    assert (restored.version, restored.rules) == (3, first.rules)
    history = await service.load_history(tx, set_id)
    assert [(one.version, one.restored_from) for one in history] == [(3, 1), (2, None), (1, None)]


async def test_a_version_published_meanwhile_is_not_overwritten(tx: Tx, now: datetime) -> None:
    set_id = await tags_set(tx)
    await service.publish(tx, ACTOR, set_id, [BIG], enabled=True, based_on=1, now=now)
    with pytest.raises(StaleVersion):
        await service.publish(tx, ACTOR, set_id, [BIG], enabled=True, based_on=1, now=now)


async def test_an_unknown_version_cannot_be_restored(tx: Tx, now: datetime) -> None:
    with pytest.raises(NotFound):
        await service.restore(tx, ACTOR, await tags_set(tx), 9, now)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (replace(BIG, when="order.quantity >="), "big 1:18"),
        (replace(BIG, tag="nowhere"), "'nowhere' is not defined"),
    ],
)
async def test_faulty_rules_are_not_published(
    tx: Tx, now: datetime, wrong: Rule, told: str
) -> None:
    set_id = await tags_set(tx)
    with pytest.raises(InvalidInput, match=told):
        await service.publish(tx, ACTOR, set_id, [wrong], enabled=True, based_on=1, now=now)


async def test_a_gift_is_a_sku_of_the_goods_once_there_are_goods(tx: Tx, now: datetime) -> None:
    gives = replace(BIG, gift=Gift(sku="BAG-01", title="袋"))
    set_id = await tags_set(tx)
    await service.publish(tx, ACTOR, set_id, [gives], enabled=True, based_on=1, now=now)
    await add_skus(tx, [NewSku(code="BAG-O1", title="袋")], now)
    with pytest.raises(InvalidInput, match="'BAG-01' is no SKU"):
        await service.publish(tx, ACTOR, set_id, [gives], enabled=True, based_on=2, now=now)
    await add_skus(tx, [NewSku(code="BAG-01", title="袋")], now)
    await service.publish(tx, ACTOR, set_id, [gives], enabled=True, based_on=2, now=now)


async def test_a_publication_stands_in_the_audit_log(tx: Tx, now: datetime) -> None:
    set_id = await tags_set(tx)
    await service.publish(tx, ACTOR, set_id, [BIG], enabled=True, based_on=1, now=now)
    rows = (await tx.execute(text("SELECT action, object FROM audit_entries"))).all()
    assert [tuple(row) for row in rows] == [("rules.publish", "rule_set:tags")]


async def test_a_rule_that_cannot_be_computed_is_counted_and_shown(tx: Tx, now: datetime) -> None:
    shaky = replace(BIG, key="shaky", when='order.skus[0] == "TS-RED-M"')
    set_id = await tags_set(tx)
    await service.publish(tx, ACTOR, set_id, [shaky, BIG], enabled=True, based_on=1, now=now)
    verdict = evaluate(await rule_book(tx), {**SAMPLE, "skus": []})
    assert verdict.failed == ("tags.shaky@2",)
    assert [hit.tag for hit in verdict.tags] == ["bulk"]
    await rule_book(tx)
    failed = await store.load_failures(tx)
    assert [(one.rule, one.n) for one in failed] == [("shaky", 1)]
