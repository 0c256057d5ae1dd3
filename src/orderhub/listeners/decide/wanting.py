"""Which events a listener wants, before anything is read of the order. Pure."""

from collections.abc import Mapping
from typing import Any

from orderhub.listeners.model import EventKind, Happening, Spec

SOURCE = "listener"


def is_echo(happening: Happening) -> bool:
    """Whether listeners alone made it happen: answering it would never end."""
    return bool(happening.sources) and set(happening.sources) == {SOURCE}


def wants(spec: Spec, happening: Happening) -> bool:
    """Whether kind, shop and change of stage are those it listens to. With stages named, only an
    order that came to another stage is wanted, and of new orders those that begin in one."""
    if happening.kind not in spec.events:
        return False
    if spec.shops and happening.shop_id not in spec.shops:
        return False
    if happening.kind is EventKind.ORDER_CHANGED:
        return _moved(spec, happening)
    if happening.kind is EventKind.ORDER_RECEIVED:
        return not spec.to_stages or happening.stage in spec.to_stages
    return True


def _moved(spec: Spec, happening: Happening) -> bool:
    if not spec.from_stages and not spec.to_stages:
        return True
    return (
        happening.stage_before != happening.stage
        and (not spec.from_stages or happening.stage_before in spec.from_stages)
        and (not spec.to_stages or happening.stage in spec.to_stages)
    )


def facts_of(order: Mapping[str, Any], happening: Happening) -> dict[str, Any]:
    """The order's variables and those of the event, as conditions name them."""
    return {
        **order,
        "event.name": str(happening.kind),
        "event.stage_before": happening.stage_before,
        "event.stage": happening.stage,
        "event.exception": happening.exception,
        "event.resolution": happening.resolution,
        "event.level": happening.level,
    }
