"""Reads the parameters of a call to a store; a wrong one is refused by its name."""

from collections.abc import Mapping
from datetime import datetime

from orderhub_sandbox.clock import CHINA, read_iso
from orderhub_sandbox.woocommerce.refusals import refuse

STORE_OFFSET_SECONDS = 8 * 3600


def number(params: Mapping[str, str], name: str, default: int, highest: int) -> int:
    """A whole number from 1 to `highest`."""
    text = params.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= highest:
        raise refuse("argument_wrong", name)
    return int(text)


def one_of(params: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed words, the first when there is none."""
    word = params.get(name, allowed[0])
    if word not in allowed:
        raise refuse("argument_wrong", name)
    return word


def moment(params: Mapping[str, str], name: str) -> int | None:
    """Epoch seconds of an ISO time; one without a zone is the store's own, or GMT when the call
    says that its dates are."""
    text = params.get(name)
    if not text:
        return None
    try:
        named = datetime.fromisoformat(text)
    except ValueError:
        raise refuse("argument_wrong", name) from None
    if named.tzinfo is None and params.get("dates_are_gmt") not in ("true", "1"):
        return int(named.replace(tzinfo=CHINA).timestamp())
    return read_iso(text)
