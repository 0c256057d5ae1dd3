"""What the documents say is there, is there."""

from pathlib import Path

import pytest

from orderhub.apps.cli import COMMANDS
from orderhub.infra.settings import PREFIX, Settings
from tests.architecture.documents import (
    broken_links,
    commands_said,
    documents,
    make_targets,
    settings_named,
    unknown_commands,
)
from tests.architecture.source import ROOT

SETTINGS = frozenset(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)
# Read before there are settings, or by the test run.
BESIDES = frozenset({"ORDERHUB_BROWSER_TESTS", "ORDERHUB_BROKER_TESTS", "ORDERHUB_FAULT_SEEDS"})
ADMINISTRATOR = ROOT / "docs" / "guides" / "administrator.md"
HERE = ROOT / "README.md"


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_resolve_and_commands_exist(path: Path) -> None:
    text = path.read_text()
    assert broken_links(path, text) == []
    assert unknown_commands(path, text) == []
    assert settings_named(text) <= SETTINGS | BESIDES


def test_every_setting_is_in_the_administrators_table() -> None:
    text = ADMINISTRATOR.read_text()
    rows = [line for line in text.splitlines() if line.startswith("| `ORDERHUB_")]
    assert {row.split("`")[1] for row in rows} == SETTINGS


def test_every_target_for_people_is_in_the_readme() -> None:
    text = HERE.read_text()
    assert [t for t in make_targets() - {"help", "setup"} if f"make {t}" not in text] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_command_is_in_the_readme(name: str) -> None:
    text = (ROOT / name).read_text()
    assert [c for c in COMMANDS if f"`orderhub {c}" not in text] == []


def test_screens_name_only_commands_that_exist() -> None:
    locales = sorted((ROOT / "web" / "src" / "i18n" / "locales").rglob("*.json"))
    named = {c for path in locales for c in commands_said(path.read_text())}
    assert {c for c in named if c.split()[0] not in {*COMMANDS, "is"}} == set()


@pytest.mark.parametrize(
    "planted",
    [
        "`make planted`",
        "`orderhub planted`",
        "`orderhub users planted`",
        "```sh\norderhub up --planted\n```",
        "```sh\necho 1 | .venv/bin/orderhub keys create --planted x\n```",
    ],
)
def test_a_planted_command_is_found(planted: str) -> None:
    assert len(unknown_commands(HERE, planted)) == 1


@pytest.mark.parametrize("planted", ["[x](planted.md)", "[x](README.md#planted)", "[x](#planted)"])
def test_a_planted_link_is_found(planted: str) -> None:
    assert len(broken_links(HERE, planted)) == 1


def test_real_commands_and_links_are_left_alone() -> None:
    text = "[x](LICENSE) `make run ARGS='--port 0'` `orderhub sandbox --port 8100 --json`"
    assert (broken_links(HERE, text), unknown_commands(HERE, text)) == ([], [])
