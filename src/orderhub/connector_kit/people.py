"""Personal data as a channel states it: what is absent, a mask, ciphertext or plain. Pure."""

from collections.abc import Mapping

from orderhub.connector_kit.contract import People

MASK, CIPHER, PLAIN = 1, 2, 3
_NEVER_MASKED = frozenset({"buyer_no", "buyer_note", "seller_note"})


def stated(fields: Mapping[str, str], index: Mapping[str, str]) -> People:
    """People of a channel that gives plain text or masks with stars; empty
    fields are absent."""
    given: dict[str, str] = {}
    strength: dict[str, int] = {}
    for name, value in fields.items():
        if value:
            given[name] = value
            strength[name] = MASK if "*" in value and name not in _NEVER_MASKED else PLAIN
    return People(given, strength, index)
