"""Personal data as a channel states it: what is absent, a mask, ciphertext or plain. Pure."""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from orderhub.connector_kit.contract import People

MASK, CIPHER, PLAIN = 1, 2, 3
NO_MASKS: Mapping[str, str] = MappingProxyType({})
RECIPIENT = ("recipient_name", "recipient_address")
# What channels that seal whom goods go to seal of him.
SEALED_RECIPIENT = frozenset({*RECIPIENT, "recipient_phone"})
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


def sealed(people: People, names: frozenset[str], masks: Mapping[str, str] = NO_MASKS) -> People:
    """People of whom `names` came as ciphertext that only the channel opens, with its masks."""
    strength = {
        name: CIPHER if name in names and given == PLAIN else given
        for name, given in people.strength.items()
    }
    shown = {name: masks.get(name, "") for name, given in strength.items() if given == CIPHER}
    known = {name: value for name, value in shown.items() if value}
    return People(people.fields, strength, people.index, known)


def recipient_words(plain: Mapping[str, str], region: tuple[str, str, str]) -> str | None:
    """By what two addresses are compared: name, province, city, district and street in one
    spelling; None where the channel does not tell all of it in clear (a county under its province,
    such as 济源, has no city). Its masks, ciphertext and
    open address ids take no part: they change without a change of address (reference §3, §5), and
    no warehouse is given them. Nor do phones: privacy numbers are exchanged when they run out."""
    told = [plain.get(name, "") for name in RECIPIENT]
    if not all(told) or not region[0] or not any(region[1:]):
        return None
    return one_spelling(*told, *region)


def one_spelling(*words: str) -> str:
    """The words in half-width and without gaps, joined."""
    return "|".join("".join(unicodedata.normalize("NFKC", word).split()) for word in words)
