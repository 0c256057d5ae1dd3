"""What a channel's own codes mean to people: cause, remedy, whether it heals alone. Pure data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One text in the two languages of the console."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What is behind a channel's code, and what to do.

    `name` joins codes that are one cause to one incident; "" is the name that the class of the
    error has by itself. `heals` tells whether it may go without a person; None: as usual for that
    name.
    """

    what: Words
    remedy: Words
    name: str = ""
    heals: bool | None = None


def cause(what: tuple[str, str], remedy: tuple[str, str], name: str = "") -> Cause:
    """A cause from (zh, en) pairs, as the tables of the connectors write it."""
    return Cause(what=Words(*what), remedy=Words(*remedy), name=name)
