"""Order lines of channels that give them no number: a line is a sku. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from orderhub.connector_kit.contract import ChannelLine


def summed(lines: Iterable[ChannelLine]) -> tuple[ChannelLine, ...]:
    """Lines of one number added up, in the order of their first. ValueError if there are none."""
    found: dict[str, ChannelLine] = {}
    for line in lines:
        before = found.get(line.line_no)
        found[line.line_no] = line if before is None else _sum(before, line)
    if not found:
        raise ValueError("no lines")
    return tuple(found.values())


def _sum(one: ChannelLine, other: ChannelLine) -> ChannelLine:
    return replace(
        one,
        quantity=one.quantity + other.quantity,
        total_minor=one.total_minor + other.total_minor,
    )
