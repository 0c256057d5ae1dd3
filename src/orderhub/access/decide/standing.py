"""Whether a credential still stands: sessions end, keys expire, users are disabled."""

from datetime import datetime, timedelta

from orderhub.access.model.session import Session
from orderhub.access.model.user import ApiKey, UserState

IDLE_FOR = timedelta(hours=2)
SESSION_FOR = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)


def session_stands(session: Session, now: datetime) -> bool:
    """Used within two hours, begun within twelve, of an active user."""
    active = session.user.state is UserState.ACTIVE
    return active and now < session.expires_at and now < session.seen_at + IDLE_FOR


def key_stands(key: ApiKey, now: datetime) -> bool:
    """Neither revoked nor expired."""
    return key.revoked_at is None and (key.expires_at is None or now < key.expires_at)


def worth_noting(seen_at: datetime | None, now: datetime) -> bool:
    """Whether a use is written down: at most once a minute, so that reading stays reading."""
    return seen_at is None or now >= seen_at + SEEN_EVERY
