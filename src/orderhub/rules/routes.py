"""HTTP surface of rules; trying rules on past orders is a route of orders."""

from typing import Annotated

from fastapi import Path

from orderhub.access.facade import CurrentActor, policy
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import NotFound, StaleVersion
from orderhub.rules import service, store
from orderhub.rules.decide import check
from orderhub.rules.schemas import (
    CheckIn,
    CheckOut,
    EditionOut,
    Editions,
    FaultOut,
    Key,
    PublishIn,
    RuleSetOut,
    RuleSets,
    TagIn,
    TagOut,
    Tags,
    VariableOut,
    Variables,
)
from orderhub.rules.variables import VARIABLES

router = Router(tags=["rules"])
READ = [policy("rules.read")]
MANAGE = [policy("rules.manage")]
Id = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/rule-sets", summary="List rule sets", dependencies=READ)
async def list_rule_sets(tx: Transaction) -> RuleSets:
    """Every rule set at its published version, with the failures of its rules."""
    sets = await service.load_sets(tx)
    failures = await store.load_failures(tx)
    return RuleSets(items=[RuleSetOut.of(one, failures) for one in sets])


@router.get("/rule-sets/variables", summary="What a rule may ask", dependencies=READ)
async def list_variables() -> Variables:
    """The variables of `order` in a condition, for the editor."""
    return Variables(items=[VariableOut.of(variable) for variable in VARIABLES])


@router.post("/rule-sets/check", summary="Check rules", dependencies=MANAGE)
async def check_rules(body: CheckIn, tx: Transaction) -> CheckOut:
    """What keeps these rules from being published, with line and column; nothing is saved."""
    rules = [rule.to_rule() for rule in body.rules]
    faults = check(rules, await service.known_to(tx, rules))
    return CheckOut(faults=[FaultOut.of(fault) for fault in faults])


@router.get(
    "/rule-sets/{set_id}", summary="One rule set", dependencies=READ, responses=problems(NotFound)
)
async def read_rule_set(set_id: Id, tx: Transaction) -> RuleSetOut:
    """A rule set at its published version."""
    return RuleSetOut.of(await service.load_set(tx, set_id), await store.load_failures(tx))


@router.put(
    "/rule-sets/{set_id}",
    summary="Publish a new version",
    dependencies=MANAGE,
    responses=problems(NotFound, StaleVersion),
)
async def publish_rule_set(
    set_id: Id, body: PublishIn, actor: CurrentActor, tx: Transaction, now: Now
) -> RuleSetOut:
    """Publish; 409 when somebody published meanwhile, 422 when a rule is wrong (see check)."""
    rules = [rule.to_rule() for rule in body.rules]
    published = await service.publish(
        tx, actor, set_id, rules, enabled=body.enabled, based_on=body.based_on, now=now
    )
    return RuleSetOut.of(published)


@router.get(
    "/rule-sets/{set_id}/versions",
    summary="History of a rule set",
    dependencies=READ,
    responses=problems(NotFound),
)
async def list_versions(set_id: Id, tx: Transaction) -> Editions:
    """The last hundred versions, newest first."""
    return Editions(items=[EditionOut.of(e) for e in await service.load_history(tx, set_id)])


@router.post(
    "/rule-sets/{set_id}/versions/{version}/restore",
    summary="Publish an old version again",
    dependencies=MANAGE,
    responses=problems(NotFound, StaleVersion),
)
async def restore_version(
    set_id: Id, version: Id, actor: CurrentActor, tx: Transaction, now: Now
) -> RuleSetOut:
    """The old version becomes the newest; nothing in between is lost."""
    return RuleSetOut.of(await service.restore(tx, actor, set_id, version, now))


@router.get("/tags", summary="List tags", dependencies=READ)
async def list_tags(tx: Transaction) -> Tags:
    """Tag definitions in the order they are shown."""
    return Tags(items=[TagOut.of(tag) for tag in await service.load_tags(tx)])


@router.put("/tags/{tag}", summary="Define a tag", dependencies=MANAGE)
async def define_tag(tag: Key, body: TagIn, actor: CurrentActor, tx: Transaction) -> TagOut:
    """Add a tag, or change its label and colour."""
    definition = body.to_tag(tag)
    await service.define_tag(tx, actor, definition)
    return TagOut.of(definition)
