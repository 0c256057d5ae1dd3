"""Whether a partner's statement is taken: by its version, and by what it may not hold. Pure."""

import re

from orderhub.kernel.types import Refusal
from orderhub.partners.model.statements import Known, Result, Statement

# Mobile numbers, identity numbers, mail addresses: nobody's data belongs into short words.
_PERSONAL = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)|[\w.+-]+@[\w-]+\.\w"
)


def judge(known: Known | None, stated: Statement, order_id: int, digest: bytes) -> Result | Refusal:
    """The greater version wins; the same one again changes nothing, with another content it is
    refused, so that a repeat never decides which of two contents holds."""
    words = (stated.external_id, *map(str, stated.data.values()))
    if any(map(_PERSONAL.search, words)):
        return Refusal("looks_personal", "short words hold no phone, identity number or address")
    if known is None:
        return Result.NEW
    if stated.version < known.version:
        return Refusal("stale_statement", f"version {known.version} is known already")
    if stated.version == known.version:
        if digest == known.digest:
            return Result.UNCHANGED
        return Refusal("version_reused", "this version was sent with another content")
    if order_id != known.order_id:
        return Refusal("other_order", "this id belongs to another order")
    return Result.CHANGED
