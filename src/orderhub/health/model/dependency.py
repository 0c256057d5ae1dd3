"""What the connections depend on outside (外部依赖), and who stops when it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class DependencyKind(StrEnum):
    """`egress_address`: an address of ours that the platform lets in."""

    EGRESS_ADDRESS = "egress_address"
    DOMAIN = "domain"
    APP_KEY = "app_key"
    CERTIFICATE = "certificate"


class Effect(StrEnum):
    """What a change does to a shop; `uncertain`: nobody declared what would tell."""

    STOPS = "stops"
    UNCERTAIN = "uncertain"
    KEEPS = "keeps"


App = tuple[str, str]  # channel, app key


def app_subject(channel: str, app_key: str) -> str:
    """How an app key is named among the dependencies: "<channel>:<key>"."""
    return f"{channel}:{app_key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A shop whose channel is called: its app and the hosts ("name" or "name:port") it calls.
    `secured` are those called by TLS."""

    shop_id: int
    channel: str
    app_key: str
    hosts: frozenset[str]
    secured: frozenset[str]

    @property
    def app(self) -> App:
        return self.channel, self.app_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """One shop's need of one thing outside."""

    kind: DependencyKind
    value: str
    shop_id: int
    channel: str
    app_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a change does to one shop."""

    shop_id: int
    channel: str
    app_key: str
    effect: Effect

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Hit":
        """From an entry of `Impact.stored`."""
        values: dict[str, Any] = {**row, "effect": Effect(row["effect"])}
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change does to every shop that depends on what is changed, by shop id."""

    hits: tuple[Hit, ...]

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]]) -> "Impact":
        """From `stored`."""
        return cls(tuple(Hit.of(row) for row in rows))

    def stored(self) -> list[dict[str, Any]]:
        """As JSON."""
        return [
            {
                "shop_id": hit.shop_id,
                "channel": hit.channel,
                "app_key": hit.app_key,
                "effect": hit.effect,
            }
            for hit in self.hits
        ]

    def shops(self, *effects: Effect) -> tuple[int, ...]:
        """Ids of the shops so affected; of all concerned without `effects`."""
        return tuple(hit.shop_id for hit in self.hits if not effects or hit.effect in effects)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeAnswer:
    """What one probe said our address is; `fault` instead, where it said nothing usable."""

    probe: str
    address: str
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Egress:
    """The hub's address as most probes tell it: None until they agreed once."""

    address: str | None
    since: datetime | None
    looked_at: datetime
    answers: tuple[ProbeAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The certificate a host shows; `fault` where it could not be seen, with the last known end."""

    host: str
    ends_at: datetime | None
    fault: str
    looked_at: datetime
