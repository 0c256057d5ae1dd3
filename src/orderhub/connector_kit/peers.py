"""Those we call that are no channel: a warehouse, a tracking service."""

from orderhub.connector_kit.contract import Classify, Connector, Prepare, Row
from orderhub.kernel.types import ChannelCode


def peer(kind: str, label: str, prepare: Prepare, classify: Classify) -> Connector:
    """What a session needs to call one and to read how that ended; it has no orders to list."""
    return Connector(
        channel=ChannelCode(kind),
        label=label,
        credential_fields=(),
        read_rows=_no_rows,
        personal=frozenset(),
        prepare=prepare,
        classify=classify,
    )


def _no_rows(_: bytes) -> list[Row]:
    return []
