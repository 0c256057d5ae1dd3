"""Which templates and parameters may be sent. Pure."""

import re
from collections.abc import Iterable

from orderhub.kernel.errors import InvalidInput
from orderhub.notify.model import (
    LONGEST_PARAMETER,
    PARAMETERS,
    SMS_KINDS,
    BuyerNotice,
    EndpointKind,
    Template,
    TemplateKind,
)

PERSONAL = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|\S@\S|(?<!\d)\d{17}[\dXx](?![\dXx])")
NUMBERS = frozenset({"order_no", "tracking_no"})  # long digits that are nobody's


def check_template(template: Template, endpoint: EndpointKind | None) -> None:
    """InvalidInput when the endpoint sends no SMS or a parameter is not one of the kind's."""
    if endpoint not in SMS_KINDS:
        raise InvalidInput("the endpoint sends no SMS", where="endpoint_id")
    _check_names(template.kind, template.parameters)


def check_notice(notice: BuyerNotice) -> None:
    """InvalidInput when a parameter is not allowed, too long, or looks like a person's data."""
    _check_names(notice.kind, notice.parameters)
    for name, value in notice.parameters.items():
        if len(value) > LONGEST_PARAMETER:
            raise InvalidInput("the parameter is too long", where=f"parameters.{name}")
        if name not in NUMBERS and PERSONAL.search(value):
            raise InvalidInput("the parameter holds personal data", where=f"parameters.{name}")


def _check_names(kind: TemplateKind, names: Iterable[str]) -> None:
    for name in names:
        if name not in PARAMETERS[kind]:
            raise InvalidInput(f"{name} is no parameter of {kind}", where=f"parameters.{name}")
