"""Notices (平台推送): "something changed"; the hub pulls the truth."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message of a channel. `message_no` is the channel's own id, which repeats are known by.

    `account_no` names the shop where one line serves several (`Tokens.account_no` of its
    authorisation); `external_no` the order it is about, `case_no` the after-sale case; a notice
    that names neither is about the shop itself (`revoked`: its authorisation was taken away).
    """

    message_no: str
    topic: str
    external_no: str = ""
    case_no: str = ""
    account_no: str = ""
    revoked: bool = False
    at: datetime | None = None
