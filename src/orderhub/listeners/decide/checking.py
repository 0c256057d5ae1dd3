"""What keeps a listener from being kept, apart from its condition. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from orderhub.listeners.model import ActionKind, ActionSpec, Spec


@dataclass(frozen=True, slots=True)
class Known:
    """What actions may name: tags that are defined, people on call, endpoints, webhooks."""

    tags: Collection[str]
    people: Collection[str]
    endpoints: Collection[int]
    webhooks: Collection[int]


def faults(spec: Spec, known: Known) -> list[str]:
    """In words; none: it can be kept."""
    found = list[str]()
    if not spec.events:
        found.append("name at least one event")
    if not spec.actions:
        found.append("name at least one action")
    kinds = {action.kind for action in spec.actions}
    if {ActionKind.HOLD, ActionKind.RELEASE} <= kinds:
        found.append("hold and release contradict each other")
    for place, action in enumerate(spec.actions, 1):
        found += [f"action {place} ({action.kind}): {fault}" for fault in _of(action, known)]
    return found


def _of(action: ActionSpec, known: Known) -> Iterator[str]:
    match action.kind:
        case ActionKind.TAG | ActionKind.UNTAG if action.tag not in known.tags:
            yield f"tag '{action.tag}' is not defined"
        case ActionKind.HOLD | ActionKind.NOTE if not action.text.strip():
            yield "needs a text"
        case ActionKind.NOTIFY:
            yield from _told(action, known)
        case ActionKind.WEBHOOK if not set(action.endpoints) or not _within(action, known.webhooks):
            yield "needs an endpoint of the kind webhook"
        case _:
            return


def _told(action: ActionSpec, known: Known) -> Iterator[str]:
    if not action.people and not action.endpoints:
        yield "names nobody"
    for person in sorted(set(action.people) - set(known.people)):
        yield f"'{person}' is not on the on-call list"
    if not _within(action, known.endpoints):
        yield "an endpoint is not there"


def _within(action: ActionSpec, there: Collection[int]) -> bool:
    return set(action.endpoints) <= set(there)
