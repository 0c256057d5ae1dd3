"""What the documents claim: files they link to, commands they tell people to type."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import typer.main

from orderhub.apps.cli import COMMANDS, app
from tests.architecture.source import ROOT

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```(?:sh|console|bash)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_SET = re.compile(r"[A-Z_]+=")
_TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
_SAID = re.compile(r"\borderhub ([a-z][a-z-]+(?: [a-z-]+)?)")
_SETTING = re.compile(r"ORDERHUB_[A-Z_]*[A-Z]")


def documents() -> list[Path]:
    """Every Markdown file of the project."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True)  # noqa: S603
    return [ROOT / name for name in listed.stdout.decode().splitlines() if (ROOT / name).exists()]


def broken_links(path: Path, text: str) -> list[str]:
    """`document: link` for each relative link without a file or heading."""
    return [
        f"{path.relative_to(ROOT)}: {link}"
        for link in _LINK.findall(text)
        if ":" not in link and not _leads_somewhere(path, link)
    ]


def _leads_somewhere(path: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (path.parent / name) if name else path
    if not target.exists() or not anchor:
        return target.exists()
    return anchor in {_slug(heading) for heading in _HEADING.findall(target.read_text())}


def _slug(heading: str) -> str:
    kept = "".join(c for c in heading.lower() if c.isalnum() or c in " -_")
    return kept.strip().replace(" ", "-")


def unknown_commands(path: Path, text: str) -> list[str]:
    """`document: command` for each `make` or `orderhub` command that does not exist as written."""
    return [
        f"{path.relative_to(ROOT)}: {' '.join(words)}"
        for words in _commands(text)
        if not _exists(words)
    ]


def _commands(text: str) -> Iterator[list[str]]:
    for block in _FENCE.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            yield from _of_line(line)
    for code in _CODE.findall(_FENCE.sub("", text)):
        yield from _of_line(code)


def _of_line(line: str) -> Iterator[list[str]]:
    for part in re.split(r"\||&&|;", line):
        try:
            words = shlex.split(part, comments=True)
        except ValueError:  # A quotation that goes on in the next line: not one of ours.
            continue
        while words and (_SET.match(words[0]) or words[0] in ("$", "sudo", "exec")):
            words = words[1:]
        if len(words) > 1 and words[0].rpartition("/")[2] in ("make", "orderhub"):
            yield [words[0].rpartition("/")[2], *words[1:]]


def _exists(words: list[str]) -> bool:
    if words[0] == "make":
        asked = [w for w in words[1:] if not _SET.match(w) and not w.startswith("-")]
        return set(asked) <= make_targets()
    return _command_exists(words[1:])


@cache
def make_targets() -> frozenset[str]:
    """Targets of the Makefile."""
    return frozenset(_TARGET.findall((ROOT / "Makefile").read_text()))


def _command_exists(words: list[str]) -> bool:
    command: Any = typer.main.get_command(app)
    known = _options(command)
    for word in words:
        if word.startswith("--"):
            if word.partition("=")[0] not in known and not _takes_anything(command):
                return False
        elif hasattr(command, "get_command"):
            command = _inner(command, word)
            if command is None:
                return False
            known |= _options(command)
    return True


def _inner(command: Any, word: str) -> Any:
    if command.name is None and word not in COMMANDS:
        return None
    try:
        return command.get_command(None, word)
    except ModuleNotFoundError:
        return None


def _options(command: Any) -> set[str]:
    return {"--help"} | {name for p in command.params for name in (*p.opts, *p.secondary_opts)}


def _takes_anything(command: Any) -> bool:
    return bool(command.context_settings.get("ignore_unknown_options"))


def settings_named(text: str) -> frozenset[str]:
    """Names of environment variables of ours in a text."""
    return frozenset(_SETTING.findall(text))


def commands_said(text: str) -> frozenset[str]:
    """Commands named in running text, as `orderhub users reset`."""
    return frozenset(_SAID.findall(text))
