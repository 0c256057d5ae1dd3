"""What each kind of endpoint needs to be told, and what it must not. Pure."""

import re

from orderhub.kernel.errors import InvalidInput
from orderhub.notify.model import EndpointKind, Target

BOTS = (
    EndpointKind.DINGTALK,
    EndpointKind.WECOM,
    EndpointKind.FEISHU,
    EndpointKind.WEBHOOK,
)
NEEDED = {
    EndpointKind.EMAIL: frozenset({"sender", "to"}),
    EndpointKind.ALIYUN_SMS: frozenset({"key_id", "sign_name"}),
    EndpointKind.TENCENT_SMS: frozenset({"key_id", "sign_name", "app_id"}),
}
ALLOWED = {
    EndpointKind.EMAIL: frozenset({"user"}),
    EndpointKind.ALIYUN_SMS: frozenset({"to", "place"}),
    EndpointKind.TENCENT_SMS: frozenset({"to", "region"}),
}
ADDRESS = re.compile(r"[^@\s,<>]+@[^@\s,<>]+")
PHONE = re.compile(r"1\d{10}")


def check_target(target: Target) -> None:
    """InvalidInput naming the option that is missing, unknown or misshapen."""
    scheme = ("smtp://", "smtps://") if target.kind is EndpointKind.EMAIL else ("http",)
    if not target.url.startswith(scheme):
        raise InvalidInput("the address does not fit the kind", where="url")
    given = frozenset(name for name, value in target.options.items() if value)
    needed = NEEDED.get(target.kind, frozenset())
    for name in sorted(needed - given):
        raise InvalidInput(f"{name} is needed", where=f"options.{name}")
    for name in sorted(given - needed - ALLOWED.get(target.kind, frozenset())):
        raise InvalidInput(f"{name} is not known here", where=f"options.{name}")
    if target.kind is EndpointKind.EMAIL:
        _check_addresses(target)
    elif given & {"to"} and PHONE.fullmatch(target.options["to"]) is None:
        raise InvalidInput("a mainland mobile number of 11 digits", where="options.to")


def _check_addresses(target: Target) -> None:
    for name in ("sender", "to"):
        parts = addresses(target.options[name])
        if not parts or not all(ADDRESS.fullmatch(part) for part in parts):
            raise InvalidInput("e-mail addresses, apart by commas", where=f"options.{name}")


def addresses(text: str) -> list[str]:
    """The addresses of a list with commas."""
    return [part.strip() for part in text.split(",") if part.strip()]
