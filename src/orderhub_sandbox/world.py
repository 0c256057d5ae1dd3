"""Everything one running sandbox knows."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from orderhub_sandbox.calls import CallCounts
from orderhub_sandbox.clock import Clock
from orderhub_sandbox.egress import EgressAnswers
from orderhub_sandbox.erp.desk import ErpDesk
from orderhub_sandbox.express.desk import ExpressDesk
from orderhub_sandbox.faults import FaultBoard
from orderhub_sandbox.rates import Traffic
from orderhub_sandbox.receivers.arrivals import Receivers
from orderhub_sandbox.shops import Shop, find_shop
from orderhub_sandbox.warehouse.desk import Desk


@dataclass(slots=True)
class World:
    """State shared by wires, control API and traffic; `serial` numbers new orders."""

    base_url: str
    seed: int
    shops: Mapping[str, list[Shop]]
    serial: int
    rng: random.Random
    clock: Clock = field(default_factory=Clock)
    faults: FaultBoard = field(default_factory=FaultBoard)
    calls: CallCounts = field(default_factory=CallCounts)
    traffic: Traffic = field(default_factory=Traffic)
    receivers: Receivers = field(default_factory=Receivers)
    warehouse: Desk = field(default_factory=Desk)
    express: ExpressDesk = field(default_factory=ExpressDesk)
    erp: ErpDesk = field(default_factory=ErpDesk)
    egress: EgressAnswers = field(default_factory=EgressAnswers)

    def next_serial(self) -> int:
        self.serial += 1
        return self.serial

    def now(self, channel: str) -> int:
        """Epoch seconds as this channel believes them; F15 shifts a channel's clock."""
        skewed = (fault for fault in self.faults.armed() if fault.kind == "F15" and not fault.spent)
        shift = sum(f.number("offset_seconds", 600) for f in skewed if f.channel in (None, channel))
        return self.clock.now() + shift

    def shop(self, channel: str, key: str) -> Shop | None:
        """By name or 0-based index."""
        return find_shop(self.shops.get(channel, []), key)

    def shop_of_token(self, channel: str, token: str) -> Shop | None:
        """The shop this access token was ever issued for."""
        if not token:
            return None
        return next((s for s in self.shops[channel] if token in s.grant.issued), None)
