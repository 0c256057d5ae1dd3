"""Each import contract goes red when it is broken; `make check` holds the real tree to them."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

PLANTED = {
    "storeys": ("infra/planted.py", "import orderhub.orders.model"),
    "slices": ("orders/service/planted.py", "import orderhub.vault.store"),
    "inside-a-slice": ("orders/store/planted.py", "import orderhub.orders.service.absorb"),
    "pure-core": ("orders/decide/planted.py", "import sqlalchemy"),
    "connectors-apart": ("connectors/jd/planted.py", "import orderhub.connectors.taobao.mapping"),
    "connectors-stateless": ("connectors/jd/also_planted.py", "import orderhub.infra.clock"),
    "one-door": ("sync/planted.py", "import orderhub.connectors.jd.mapping"),
    "no-sandbox": ("apps/planted.py", "import orderhub_sandbox.world"),
}
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
}


@pytest.fixture(scope="module")
def planted_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source with one violation of each contract."""
    copy = tmp_path_factory.mktemp("planted")
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    for path, line in PLANTED.values():
        (copy / "src" / "orderhub" / path).write_text(f"{line}\n")
    return copy


def verdicts(tree: Path) -> str:
    """What import-linter says about the source in `tree`, and not about the installed one."""
    command = [
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {str(tree / 'src')!r});"
        "from importlinter.cli import lint_imports;"
        "sys.exit(lint_imports(is_debug_mode=False, no_cache=True))",
    ]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout


def test_every_contract_has_a_planted_violation() -> None:
    assert set(PLANTED) == set(CONTRACTS)


def test_each_planted_violation_breaks_its_contract(planted_tree: Path) -> None:
    said = verdicts(planted_tree)
    unnoticed = [
        contract
        for contract, name in CONTRACTS.items()
        if not any(name in line and "BROKEN" in line for line in said.splitlines())
    ]
    assert unnoticed == [], said
    assert f"0 kept, {len(CONTRACTS)} broken" in said
    named = [line for _, line in PLANTED.values() if line.removeprefix("import ") not in said]
    assert named == []
