"""Who may do what with sources. They speak of all shops; who sees some has no part."""

from typing import Annotated

from fastapi import Path

from orderhub.access.facade import for_all_shops, policy

ALL = for_all_shops("sources concern all shops")
READ = [policy("sources.read"), ALL]
MANAGE = [policy("sources.manage"), ALL]
REPLAY = [policy("quarantine.replay"), ALL]
SourceId = Annotated[int, Path(ge=1, lt=2**31)]
AsideId = Annotated[int, Path(ge=1, lt=2**63)]
