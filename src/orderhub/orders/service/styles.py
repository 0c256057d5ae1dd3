"""Labels and colours of tags, from the published rules."""

from collections.abc import Mapping

from orderhub.infra.db import Tx
from orderhub.rules.facade import rule_book


async def tag_styles(tx: Tx) -> Mapping[str, tuple[str, str | None]]:
    """Label and colour by tag; a tag that no rule knows is its own label."""
    return (await rule_book(tx)).styles
