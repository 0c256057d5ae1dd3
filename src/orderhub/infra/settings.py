"""Typed settings of an installation, from `ORDERHUB_…` variables and `settings.env` in its home."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from typing_extensions import Annotated  # noqa: UP035 - pydantic reads this one on 3.11

from orderhub.kernel.errors import ConfigError

PREFIX = "ORDERHUB_"
SETTINGS_FILE = "settings.env"
BUSES = ("amqp://", "amqps://", "kafka://")
Duties = Literal["all", "events", "errands"]
LogLevel = Literal["debug", "info", "warning", "error"]


def default_home() -> Path:
    """`ORDERHUB_HOME`, else `~/.orderhub`."""
    return Path(os.environ.get("ORDERHUB_HOME") or Path.home() / ".orderhub").expanduser()


class Settings(BaseSettings):
    """`database_url` absent: the embedded server in `home` is used."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    home: Path = Field(default_factory=default_home)
    database_url: str | None = None
    bus_url: str = "local"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    log_level: LogLevel = "info"
    master_key_file: Path | None = None
    demo: bool = False
    drills: bool = False
    workers: int = Field(default=2, ge=1, le=16)
    duties: Duties = "all"
    concurrency: int = Field(default=2, ge=1, le=64)
    pool_size: int = Field(default=8, ge=2, le=200)
    incident_after: int = Field(default=10, ge=1, le=1000)
    stock_drift_units: int = Field(default=10, ge=1)
    notify_private: bool = False
    egress_probes: Annotated[tuple[str, ...], NoDecode] = ()
    reveals_per_day: int = Field(default=200, ge=0)
    pg_shared_buffers_mb: int = Field(default=512, ge=16)
    disk_warn_mb: int = Field(default=2048, ge=0)
    disk_refuse_mb: int = Field(default=256, ge=0)

    @field_validator("trusted_proxies", "egress_probes", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("postgresql://", "postgresql+psycopg://")):
            raise ValueError("must begin with postgresql://")
        return value

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if not value.startswith(("http://", "https://")) or "?" in value or "#" in value:
            raise ValueError("must be an address such as https://hub.example.com")
        return value.rstrip("/")

    @field_validator("egress_probes")
    @classmethod
    def _are_several_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) != len(value) or len(value) == 1:
            raise ValueError("name at least two different probes, three are better: most decide")
        if not all(one.startswith(("http://", "https://")) for one in value):
            raise ValueError("each must be an address such as https://probe.example.com/ip")
        return value

    @field_validator("bus_url")
    @classmethod
    def _is_a_known_bus(cls, value: str) -> str:
        if value != "local" and not value.startswith(BUSES):
            raise ValueError("must be 'local' or begin with amqp://, amqps:// or kafka://")
        return value

    @model_validator(mode="after")
    def _certificate_with_key(self) -> "Settings":
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("tls_cert and tls_key belong together")
        return self

    @property
    def master_key_path(self) -> Path:
        """Where the master key lies: `master_key_file`, else `master.key` in the home."""
        return self.master_key_file or self.home / "master.key"


def load_settings(**overrides: object) -> Settings:
    """Settings of this process; raises ConfigError that names the key, never its value."""
    home = Path(str(overrides.get("home") or default_home()))
    try:
        return Settings(_env_file=home / SETTINGS_FILE, **overrides)  # pyright: ignore[reportCallIssue, reportArgumentType]
    except ValidationError as error:
        wrong = "; ".join(
            f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" if e["loc"] else e["msg"]
            for e in error.errors(include_input=False, include_url=False)
        )
        raise ConfigError(f"settings refused: {wrong}") from None
