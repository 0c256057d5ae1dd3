"""Where units leave from when nobody says: the fullest warehouse first. Pure."""

from collections.abc import Mapping


def draw_down(levels: Mapping[str, int], units: int) -> dict[str, int]:
    """Units to take from each warehouse; less than asked for when all together hold less."""
    drawn: dict[str, int] = {}
    for warehouse in sorted(levels, key=lambda name: (-levels[name], name)):
        part = min(levels[warehouse], units)
        if part > 0:
            drawn[warehouse] = part
            units -= part
    return drawn
