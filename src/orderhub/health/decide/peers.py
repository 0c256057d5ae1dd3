"""The error book's part that each kind of peers has of its own: kind → code → cause. Pure data."""

from collections.abc import Mapping

from orderhub.connector_kit.causes import Cause, load_causes

KINDS = ("warehouse", "tracking", "notify", "sms", "partner")
BOOKS: Mapping[str, Mapping[str, Cause]] = {
    kind: load_causes(__name__, f"books/{kind}.json") for kind in KINDS
}
