"""Where a round that goes through all that waits, a page at a time, looks next. Pure."""

from collections.abc import Sequence


def next_after(ids: Sequence[int], most: int) -> int:
    """The id beyond which the next page begins; 0, the oldest, where this was the last page."""
    return ids[-1] if len(ids) == most else 0
