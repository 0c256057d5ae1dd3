"""Settings: typed, from the environment or the home, refused with the key's name."""

from pathlib import Path

import pytest

from orderhub.infra.settings import load_settings
from orderhub.kernel.errors import ConfigError


def test_the_file_in_the_home_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.env").write_text("ORDERHUB_PORT=9001\nORDERHUB_HOST=10.0.0.1\n")
    monkeypatch.setenv("ORDERHUB_HOME", str(tmp_path))
    monkeypatch.setenv("ORDERHUB_PORT", "9002")
    monkeypatch.setenv("ORDERHUB_TRUSTED_PROXIES", "10.0.0.2, 10.0.0.3")
    settings = load_settings()
    assert (settings.port, settings.host) == (9002, "10.0.0.1")
    assert settings.trusted_proxies == ("10.0.0.2", "10.0.0.3")
    assert settings.master_key_path == tmp_path / "master.key"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ORDERHUB_PORT", "seventy-canary"),
        ("ORDERHUB_DATABASE_URL", "mysql://root:canary@host/db"),
        ("ORDERHUB_LOG_LEVEL", "canary"),
        ("ORDERHUB_BUS_URL", "nats://u:canary@h"),
    ],
)
def test_a_wrong_value_is_refused_by_key_and_never_shown(
    key: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERHUB_HOME", str(tmp_path))
    monkeypatch.setenv(key, value)
    with pytest.raises(ConfigError, match=key) as refused:
        load_settings()
    assert "canary" not in str(refused.value)


def test_a_certificate_without_its_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="tls_key"):
        load_settings(home=tmp_path, tls_cert=tmp_path / "cert.pem")
