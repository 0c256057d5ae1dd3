"""The completeness certificate (完整性证明) of a shop and day: its words, and checking it. Pure."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast

import orjson

from orderhub.infra.signing import fingerprint, holds, sign
from orderhub.sync.completeness import ids_hash, span_of, state_of
from orderhub.sync.model import Check, Round

KIND = "orderhub.completeness"
ALGORITHM = "Ed25519"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whose certificate it is."""

    shop_id: int
    channel: str
    channel_label: str
    name: str
    day: date
    version: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Verified:
    """`problem` is "" when the file is as it was signed; `signer` the fingerprint of the key."""

    problem: str
    signer: str
    certificate: Mapping[str, Any]


def contents(about: About, checks: Sequence[Check]) -> dict[str, Any]:
    """What is signed: texts, whole numbers and lists only, times in UTC."""
    night = [check for check in checks if check.round is Round.DAILY]
    soon = {check.window_from: check for check in checks if check.round is Round.HOURLY}
    windows = [_window(check, soon.get(check.window_from)) for check in night]
    gaps = {no for check in checks for no in check.gaps}
    unread = {no for check in night for no in check.unread}
    begin, end = span_of(about.day)
    return {
        "kind": KIND,
        "form": 1,
        "shop": {
            "id": about.shop_id,
            "channel": about.channel,
            "channel_label": about.channel_label,
            "name": about.name,
        },
        "day": about.day.isoformat(),
        "time_zone": "Asia/Shanghai",
        "from": _text(begin),
        "to": _text(end),
        "version": about.version,
        "made_at": _text(about.made_at),
        "outcome": state_of(gaps, unread),
        "channel_count": sum(check.channel_count for check in night),
        "hub_count": sum(check.hub_count for check in night),
        "gaps_found": len(gaps),
        "gaps_filled": len(gaps - unread),
        "in_quarantine": len(unread),
        "ids_sha256": ids_hash({no for check in night for no in check.ids}).hex(),
        "windows": windows,
    }


def signed(certificate: Mapping[str, Any], public: bytes, private: bytes) -> str:
    """The file: the certificate, and the signature over its canonical JSON."""
    document = {
        "certificate": certificate,
        "signature": {
            "algorithm": ALGORITHM,
            "over": "`certificate` as JSON without spaces, keys sorted, UTF-8",
            "public_key": base64.b64encode(public).decode(),
            "fingerprint": fingerprint(public),
            "value": base64.b64encode(sign(private, certificate)).decode(),
        },
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def verify(file: bytes) -> Verified:
    """Check a file by itself; whose key it is must be compared with the installation's."""
    try:
        document = orjson.loads(file)
        certificate = cast("dict[str, Any]", document["certificate"])
        public = base64.b64decode(document["signature"]["public_key"], validate=True)
        value = base64.b64decode(document["signature"]["value"], validate=True)
        kind = certificate["kind"]
    except (orjson.JSONDecodeError, KeyError, TypeError, binascii.Error):
        return Verified("this is no certificate of OrderHub", "", {})
    if kind != KIND:
        return Verified("this is a certificate of another kind", "", {})
    if not holds(public, certificate, value):
        return Verified("the signature does not fit: the file was changed", "", certificate)
    return Verified("", fingerprint(public), certificate)


def _window(check: Check, soon: Check | None) -> dict[str, Any]:
    gaps = {*check.gaps, *(soon.gaps if soon else ())}
    return {
        "from": _text(check.window_from),
        "to": _text(check.window_to),
        "channel_count": check.channel_count,
        "hub_count": check.hub_count,
        "gaps": sorted(gaps),
        "in_quarantine": list(check.unread),
        "ids_sha256": (check.ids_hash or b"").hex(),
        "checked_at": _text(check.ended_at) if check.ended_at else "",
    }


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
