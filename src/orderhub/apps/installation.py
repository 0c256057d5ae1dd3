"""The installation a command works on: its home, its database, its keys."""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from orderhub.infra.settings import Settings, load_settings

DEMO_FOLDER = "demo"
GUARD = "up.lock"


def is_up(home: Path) -> bool:
    """Whether an `orderhub up` runs on this home."""
    path = home / GUARD
    if not path.exists():
        return False
    with path.open("r") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def current_settings(**overrides: object) -> Settings:
    """Settings of the installation meant: the demo's when asked for, or when only it is up."""
    settings = load_settings(**overrides)
    demo_home = settings.home / DEMO_FOLDER
    own = (settings.home / "postgres").exists() or settings.database_url is not None
    if settings.demo or (not own and is_up(demo_home)):
        return load_settings(**{**overrides, "home": demo_home, "demo": True, "database_url": None})
    return settings


@contextmanager
def database_url(settings: Settings) -> Generator[str, None, None]:
    """URL of the database; the embedded server is started for the block when nobody runs it."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    from orderhub.infra.postgres import EmbeddedPostgres  # noqa: PLC0415 - not needed elsewhere

    with EmbeddedPostgres(settings.home, settings.pg_shared_buffers_mb) as url:
        yield url
