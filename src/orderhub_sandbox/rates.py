"""How lively the sandbox is asked to be."""

from dataclasses import dataclass


@dataclass(slots=True)
class Traffic:
    """What was asked for (zero stops it) and what has happened so far. Orders of `seller_ships`
    leave only when the seller says so."""

    orders_per_minute: float = 0
    changes_per_minute: float = 0
    channels: tuple[str, ...] = ()
    seller_ships: tuple[str, ...] = ()
    placed: int = 0
    changed: int = 0
    _order_debt: float = 0
    _change_debt: float = 0

    def due(self, seconds: float) -> tuple[int, int]:
        """Orders and changes owed after this many more seconds; fractions are carried on."""
        self._order_debt += self.orders_per_minute * seconds / 60
        self._change_debt += self.changes_per_minute * seconds / 60
        orders, changes = int(self._order_debt), int(self._change_debt)
        self._order_debt -= orders
        self._change_debt -= changes
        return orders, changes
