"""A ninth channel costs a folder and an entry on each side; no test is edited, every promise is
asked of it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODEL, NAME = "jd", "ninth"
SUITE = ("test_reading.py", "test_error_book.py", "test_stock.py", "test_papers.py")
FOLDERS = ("src/orderhub/connectors", "src/orderhub_sandbox", "tests/contract/fixtures")
REGISTRIES = ("src/orderhub/connectors/__init__.py", "src/orderhub_sandbox/registry.py")


def renamed(text: str) -> str:
    """The model's words for itself, as the made-up channel's."""
    text = re.sub(rf"(?<![a-z]){MODEL}(?![a-z])", NAME, text)
    return re.sub(rf"(?<![A-Z]){MODEL.upper()}(?![A-Z])", NAME.upper(), text)


def add_folder(parent: Path) -> None:
    for source in (parent / MODEL).rglob("*"):
        if source.is_file() and source.suffix != ".pyc":
            copy = parent / NAME / source.relative_to(parent / MODEL)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(renamed(source.read_text()))


def add_entry(registry: Path) -> None:
    text = registry.read_text()
    line = next(found for found in text.splitlines() if f".{MODEL}." in found)
    text = text.replace(line, f"{line}\n{renamed(line)}")
    registry.write_text(text.replace(f"{MODEL.upper()}, ", f"{MODEL.upper()}, {NAME.upper()}, ", 1))


def asked(tree: Path, suite: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """The contract suite of this tree, asked of the made-up channel alone."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-k", NAME]
    return subprocess.run(  # noqa: S603 - our own program
        [*command, *(f"tests/contract/{name}" for name in suite)],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": f"{tree / 'src'}:{tree}"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_ninth_channel_is_a_folder_and_an_entry_and_no_test(tmp_path: Path) -> None:
    for name in ("src", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name)  # compiled as it is: times are kept
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    for folder in FOLDERS:
        add_folder(tmp_path / folder)
    for registry in REGISTRIES:
        add_entry(tmp_path / registry)
    kept = asked(tmp_path, SUITE)
    passed = re.search(r"(\d+) passed", kept.stdout)
    assert kept.returncode == 0, kept.stdout[-3000:]
    assert passed is not None
    assert int(passed.group(1)) >= 15
    # What its platform answers is really read: a status it does not know turns the suite red.
    mapping = tmp_path / FOLDERS[0] / NAME / "mapping.py"
    mapping.write_text(mapping.read_text().replace('"WAIT_SELLER_STOCK_OUT"', '"WAIT_NOBODY"'))
    assert asked(tmp_path, ("test_reading.py",)).returncode == 1
