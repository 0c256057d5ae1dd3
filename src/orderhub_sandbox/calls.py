"""Counts what was asked of the sandbox and how it ended."""

from collections import Counter


class CallCounts:
    """Calls by channel, method and outcome (`ok`, `error:<code>`, `fault:<kind>`)."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def count(self, channel: str, method: str, outcome: str) -> None:
        self._counts[channel, method, outcome] += 1

    def clear(self) -> None:
        self._counts.clear()

    def present(self) -> dict[str, dict[str, dict[str, int]]]:
        """`{channel: {method: {outcome: n}}}`."""
        shown: dict[str, dict[str, dict[str, int]]] = {}
        for (channel, method, outcome), number in sorted(self._counts.items()):
            shown.setdefault(channel, {}).setdefault(method, {})[outcome] = number
        return shown
