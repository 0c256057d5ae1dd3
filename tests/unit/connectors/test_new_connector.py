"""A new connector begins as a working copy of the template."""

import importlib
import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import orderhub.connectors
from orderhub.connectors import CONNECTORS

ROOT = Path(__file__).parents[3]
HERE = Path("src") / "orderhub" / "connectors"


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("new", ROOT / "scripts" / "new_connector.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(ROOT / HERE / "_template", tmp_path / HERE / "_template")
    orderhub.connectors.__path__.append(str(tmp_path / HERE))
    yield tmp_path
    orderhub.connectors.__path__.pop()


def test_a_copy_of_the_template_is_a_connector(script: ModuleType, root: Path) -> None:
    written = script.create("xiaohongshu", root)
    assert not [path for path in written if "_template" in path.read_text()]
    connector = importlib.import_module("orderhub.connectors.xiaohongshu.connector").CONNECTOR
    assert connector.channel == "xiaohongshu"
    assert "pull_orders" in connector.capabilities
    kept = root / "tests" / "contract" / "fixtures" / "xiaohongshu" / "list.json"
    (row,) = connector.read_rows(kept.read_bytes())
    assert row.order.total_minor == 2500


@pytest.mark.parametrize("name", ["", "X", "Xiao", "../evil", "a b", "_template"])
def test_a_bad_name_is_refused(script: ModuleType, root: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        script.create(name, root)


def test_a_taken_name_is_refused(script: ModuleType) -> None:
    with pytest.raises(ValueError, match="already"):
        script.create("taobao", ROOT)


def test_the_template_is_registered_nowhere() -> None:
    assert "_template" not in CONNECTORS
