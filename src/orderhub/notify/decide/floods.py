"""Floods: beyond a few messages in ten minutes a person gets one digest. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from orderhub.notify.model import Message

WINDOW = timedelta(minutes=10)
ONE_BY_ONE = 5
LISTED = 10
DIGEST = "digest:"


def floods(lately: int) -> bool:
    """Whether a person who was told `lately` messages within the window has had enough."""
    return lately >= ONE_BY_ONE


def digest_of(first: Message, now: datetime) -> tuple[Message, datetime]:
    """The digest that takes `first` and what follows, and when it goes: at its window's end."""
    number = int(now.timestamp() // WINDOW.total_seconds())
    ends = datetime.fromtimestamp((number + 1) * WINDOW.total_seconds(), UTC)
    key = f"{DIGEST}{first.severity}:{number}"
    digest = Message(
        key=key, severity=first.severity, title_zh="告警汇总", title_en="Digest of notices"
    )
    return digest, ends


def filled(digest: Message, held: Sequence[Message]) -> Message:
    """The digest in words: how many, the first of them by name."""
    n = len(held)
    more = n - LISTED
    zh = [message.title_zh for message in held[:LISTED]]
    en = [message.title_en for message in held[:LISTED]]
    if more > 0:
        zh.append(f"另有 {more} 条")
        en.append(f"and {more} more")
    return replace(
        digest,
        title_zh=f"告警汇总：{n} 条",
        title_en=f"Digest: {n} notices",
        body_zh="\n".join(zh),
        body_en="\n".join(en),
        link=held[0].link.partition("?")[0],
    )
